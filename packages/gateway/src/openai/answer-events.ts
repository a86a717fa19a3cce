import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { GenerationError, RoroError } from '@roro/core';
import type { AnswerContext, RequestUsage } from './answer-context.js';
import { readAnswerEnd } from './answer-end.js';
import type { AnswerFormat } from './answer-format.js';
import { askModel } from './ask-model.js';
import { errorBody } from './error-body.js';
import { errorUsage } from './error-usage.js';
import type { ModelCall } from './model-call.js';
import { toGatewayError } from './to-gateway-error.js';
import { usageReport } from './usage-report.js';

/**
 * The answer as payloads of server-sent events. The first value is empty and stands for no event: it comes when the model
 * has begun, so that the call for it throws what kept the model from beginning. Later errors are events.
 *
 * @throws GenerationError, before the first value, when the model failed or broke off
 * @throws AbortError, before the first value, when the client has gone
 */
export async function* answerEvents(
  { served, options }: ModelCall,
  format: AnswerFormat,
  { signal: clientSignal, onUsage, onError }: AnswerContext,
): AsyncGenerator<string, void, void> {
  const left = new AbortController();
  const signal = AbortSignal.any([clientSignal, left.signal]);
  // Where the reader stops reading, the generator ends at one of its yields, with this outcome.
  let outcome: RequestUsage['outcome'] = 'aborted';
  let finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
  let spent: ReturnType<typeof errorUsage>;
  let hasBegun = false;
  function* write(chunks: readonly object[]): Generator<string, void, void> {
    if (!hasBegun) {
      hasBegun = true;
      yield '';
      yield* write(format.openingChunks());
    }
    for (const chunk of chunks) yield JSON.stringify(chunk);
  }
  try {
    const call = { ...options, abortSignal: signal };
    const { stream } = await askModel(served.id, signal, () => served.model.doStream(call));
    for await (const part of partsOf(stream, served.id, signal)) {
      if (part.type === 'error') throw brokenStream(served.id, part.error);
      if (part.type === 'finish') finish = part;
      const chunk = format.chunk(part);
      if (chunk !== undefined) yield* write([chunk]);
      // A form without a place for reasoning lets the client know that the model is at work.
      else if (part.type === 'reasoning-delta') yield* write([]);
    }
    if (finish === undefined) throw brokenStream(served.id);
    const end = readAnswerEnd(served.id, finish);
    yield* write(format.closingChunks(end));
    outcome = end.finishReason === 'length' ? 'length' : 'completed';
    yield '[DONE]';
  } catch (error) {
    if (!clientSignal.aborted) {
      outcome = 'error';
      onError?.(error);
    }
    spent = errorUsage(error);
    if (!hasBegun) throw error;
    if (outcome === 'error') yield JSON.stringify(errorBody(toGatewayError(error)));
  } finally {
    if (finish === undefined) left.abort();
    onUsage?.(usageReport(served, outcome, finish ?? spent));
  }
}

async function* partsOf(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  model: string,
  signal: AbortSignal,
): AsyncGenerator<LanguageModelV4StreamPart, void, void> {
  const reader = stream.getReader();
  try {
    while (true) {
      const { done, value } = await askModel(model, signal, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Not waited for: what hangs may also hang here.
    reader.cancel().catch(() => {});
  }
}

function brokenStream(model: string, cause?: unknown): RoroError {
  if (RoroError.isInstance(cause)) return cause;
  return new GenerationError({
    model,
    message: `The stream of model "${model}" broke off: expected a finish reason at its end, got none.`,
    nextStep: 'Try again later.',
    cause,
  });
}
