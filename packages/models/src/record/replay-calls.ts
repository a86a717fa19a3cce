import type {
  LanguageModelV4,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { GenerationError } from '@roro/core';
import type { CallStore } from './call-store.js';
import { decodeValue } from './encode-value.js';
import { recordedCall } from './recorded-call.js';
import { restoreError } from './recorded-error.js';
import { modelCall } from './upstream-call.js';
import { withSeconds } from './with-seconds.js';

/**
 * The model as it was recorded, without the model: no network, no waiting. Answers, parts of streams and errors are those
 * of the recording; `recordedSeconds` of core reads the duration of the recorded call from `providerMetadata`.
 *
 * Files that a prompt names by their address are not fetched: they must be part of the recorded call as they are here.
 *
 * @throws MissingCallError for a call that was not recorded; the recorded error for one that failed
 */
export function replayCalls(
  { provider, modelId }: Pick<LanguageModelV4, 'provider' | 'modelId'>,
  store: CallStore,
): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider,
    modelId,
    // Every address is taken as it is, so that the AI SDK downloads nothing.
    supportedUrls: { '*/*': [/.*/] },
    async doGenerate(options) {
      options.abortSignal?.throwIfAborted();
      const record = recordedCall(modelCall({ provider, modelId }, 'generate', options), store);
      if (record.error !== undefined) throw restoreError(record.error, modelId);
      const result = decodeValue(record.response, modelId) as LanguageModelV4GenerateResult;
      return withSeconds(result, record.seconds);
    },
    async doStream(options) {
      options.abortSignal?.throwIfAborted();
      const record = recordedCall(modelCall({ provider, modelId }, 'stream', options), store);
      const { response, error, cancelled, seconds } = record;
      if (response === undefined && error !== undefined) throw restoreError(error, modelId);
      const parts = decodeValue(response, modelId) as LanguageModelV4StreamPart[];
      let position = 0;
      return {
        stream: new ReadableStream<LanguageModelV4StreamPart>(
          {
            pull(controller) {
              const part = parts[position++];
              if (part !== undefined) {
                controller.enqueue(part.type === 'finish' ? withSeconds(part, seconds) : part);
              } else if (error !== undefined) controller.error(restoreError(error, modelId));
              else if (cancelled === true) controller.error(cancelledError(modelId, store, parts.length));
              else controller.close();
            },
          },
          // The end comes when it is asked for: a caller that cancels before it never sees it.
          { highWaterMark: 0 },
        ),
      };
    },
  };
}

function cancelledError(modelId: string, store: CallStore, parts: number): GenerationError {
  return new GenerationError({
    model: modelId,
    message: `The recording of this stream of model "${modelId}" in ${store.folder} ends after ${parts} parts, where its caller cancelled it; this caller wants more.`,
    nextStep: 'Record the run again.',
  });
}
