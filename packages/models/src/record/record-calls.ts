import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import type { CallOutcome } from './call-record.js';
import type { CallStore } from './call-store.js';
import { encodeValue } from './encode-value.js';
import { describeError, type Redact, redactorOf } from './recorded-error.js';
import { stopwatch } from './stopwatch.js';
import { modelCall } from './upstream-call.js';
import { withSeconds } from './with-seconds.js';

/**
 * The model, with every call written to the store: its answer, the parts of its stream with their times, or its error.
 * Answers pass through; to their `providerMetadata` comes the duration (`recordedSeconds` of core), which the replay gives too. A call whose abort
 * signal was aborted is not recorded; a stream that was cancelled is, as far as it came.
 *
 * Not recorded: headers, abort signals, and the raw request and response (`request`, `response.headers`, `response.body`).
 *
 * @throws StorageError where a call cannot be written; else what the model throws
 */
export function recordCalls(model: LanguageModelV4, store: CallStore): LanguageModelV4 {
  const { provider, modelId } = model;
  return {
    specificationVersion: 'v4',
    provider,
    modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    async doGenerate(options) {
      const save = recorder(store, model, 'generate', options);
      const redact = redactorOf(options.headers);
      const elapsed = stopwatch();
      let result: Awaited<ReturnType<LanguageModelV4['doGenerate']>>;
      try {
        result = await model.doGenerate(options);
      } catch (error) {
        save({ error: describeError(error, redact), seconds: elapsed() });
        throw error;
      }
      const seconds = elapsed();
      const { request: _, response, ...answer } = result;
      const { headers: __, body: ___, ...metadata } = response ?? {};
      const kept = response === undefined ? answer : { ...answer, response: metadata };
      save({ response: encodeValue(kept, redact), seconds });
      return withSeconds(result, seconds);
    },
    async doStream(options) {
      const save = recorder(store, model, 'stream', options);
      const redact = redactorOf(options.headers);
      const elapsed = stopwatch();
      let result: LanguageModelV4StreamResult;
      try {
        result = await model.doStream(options);
      } catch (error) {
        save({ error: describeError(error, redact), seconds: elapsed() });
        throw error;
      }
      return { ...result, stream: recordStream(result.stream, save, elapsed, redact) };
    },
  };
}

/** Writes the outcome of a call once, unless it was aborted: then the outcome is the caller's, not the model's. */
function recorder(
  store: CallStore,
  model: LanguageModelV4,
  kind: 'generate' | 'stream',
  options: LanguageModelV4CallOptions,
): (outcome: CallOutcome) => void {
  const write = store.begin(modelCall(model, kind, options));
  let written = false;
  return (outcome) => {
    if (written || options.abortSignal?.aborted === true) return;
    written = true;
    write(outcome);
  };
}

function recordStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  save: (outcome: CallOutcome) => void,
  elapsed: () => number,
  redact: Redact,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = stream.getReader();
  const response: unknown[] = [];
  const streamTimings: number[] = [];
  let finished: number | undefined;
  const outcome = (rest: Partial<CallOutcome>): CallOutcome => ({
    response,
    streamTimings,
    seconds: finished ?? elapsed(),
    ...rest,
  });
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        let next: Awaited<ReturnType<typeof reader.read>>;
        try {
          next = await reader.read();
        } catch (error) {
          save(outcome({ error: describeError(error, redact) }));
          throw error;
        }
        if (next.done) {
          save(outcome({}));
          controller.close();
          return;
        }
        const seconds = elapsed();
        response.push(encodePart(next.value, redact));
        streamTimings.push(seconds);
        if (next.value.type === 'finish') finished = seconds;
        controller.enqueue(next.value.type === 'finish' ? withSeconds(next.value, seconds) : next.value);
      },
      async cancel(reason) {
        save(outcome({ cancelled: true }));
        await reader.cancel(reason);
      },
    },
    // Parts that nobody asked for yet are left with the model.
    { highWaterMark: 0 },
  );
}

/** What a server says in an error part may quote the key that it was sent. */
function encodePart(part: LanguageModelV4StreamPart, redact: Redact): unknown {
  const encoded = encodeValue(part, redact);
  return part.type === 'error' ? redactStrings(encoded, redact) : encoded;
}

function redactStrings(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => redactStrings(entry, redact));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, redactStrings(entry, redact)]),
  );
}
