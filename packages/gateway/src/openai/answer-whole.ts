import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import type { AnswerContext, GatewayAnswer, RequestUsage } from './answer-context.js';
import { readAnswerEnd } from './answer-end.js';
import type { AnswerFormat } from './answer-format.js';
import { askModel } from './ask-model.js';
import { errorUsage } from './error-usage.js';
import type { ModelCall } from './model-call.js';
import { routingHeaders } from './routing-headers.js';
import { usageReport } from './usage-report.js';

/**
 * The answer in one body.
 *
 * @throws GenerationError when the model failed or broke off
 * @throws AbortError when the client has gone
 */
export async function answerWhole(
  { served, options }: ModelCall,
  format: AnswerFormat,
  { signal, onUsage, onError }: AnswerContext,
): Promise<GatewayAnswer> {
  let result: Pick<LanguageModelV4GenerateResult, 'usage' | 'providerMetadata'> | undefined;
  let outcome: RequestUsage['outcome'] = 'error';
  try {
    const answer = await askModel(served.id, signal, () =>
      served.model.doGenerate({ ...options, abortSignal: signal }),
    );
    result = answer;
    const end = readAnswerEnd(served.id, answer);
    const body = format.body(answer.content, end);
    outcome = end.finishReason === 'length' ? 'length' : 'completed';
    return { kind: 'body', status: 200, headers: routingHeaders(end.routing), body };
  } catch (error) {
    if (signal.aborted) outcome = 'aborted';
    else onError?.(error);
    result ??= errorUsage(error);
    throw error;
  } finally {
    onUsage?.(usageReport(served, outcome, result));
  }
}
