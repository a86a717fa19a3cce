import type { UpstreamAnswer, UpstreamBody, UpstreamToken } from './upstream-answer.js';

export interface PayloadChanges {
  /** Instead of the answer's; null: never said. */
  finishReason?: string | null;
  withoutUsage?: boolean;
}

const created = 1_700_000_000;

/** The answer as the body of a chat completion that is not streamed, in vLLM's form. */
export function completionBody(
  id: string,
  body: UpstreamBody,
  answer: UpstreamAnswer,
  changes: PayloadChanges = {},
): string {
  const { finishReason = answer.finishReason, withoutUsage = false } = changes;
  return JSON.stringify({
    id,
    object: 'chat.completion',
    created,
    model: body.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text, tool_calls: [] },
        logprobs: logprobsOf(body, answer.tokens),
        finish_reason: finishReason,
        stop_reason: finishReason === null ? null : answer.stopReason,
      },
    ],
    ...(withoutUsage ? {} : { usage: usageOf(answer) }),
  });
}

/**
 * The answer as server-sent events, in vLLM's form: the role, one event a token, the last of which carries the finish
 * reason, usage where it was asked for, `[DONE]`.
 */
export function completionEvents(
  id: string,
  body: UpstreamBody,
  answer: UpstreamAnswer,
  changes: PayloadChanges = {},
): string[] {
  const { finishReason = answer.finishReason, withoutUsage = false } = changes;
  const chunk = (choices: unknown[], usage?: object): string =>
    sseEvent({
      id,
      object: 'chat.completion.chunk',
      created,
      model: body.model,
      choices,
      ...(usage === undefined ? {} : { usage }),
    });
  const ending = {
    finish_reason: finishReason,
    stop_reason: finishReason === null ? null : answer.stopReason,
  };
  const tokenEvents = answer.tokens.map((token, index) =>
    chunk([
      {
        index: 0,
        delta: { content: token.shown },
        logprobs: logprobsOf(body, [token]),
        ...(index === answer.tokens.length - 1 ? ending : { finish_reason: null }),
      },
    ]),
  );
  return [
    chunk([{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }]),
    ...(tokenEvents.length === 0
      ? [chunk([{ index: 0, delta: { content: '' }, logprobs: null, ...ending }])]
      : tokenEvents),
    ...(body.stream_options?.include_usage === true && !withoutUsage ? [chunk([], usageOf(answer))] : []),
    'data: [DONE]\n\n',
  ];
}

export function sseEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function usageOf({ promptTokens, tokens }: UpstreamAnswer): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens.length,
    total_tokens: promptTokens + tokens.length,
  };
}

/** The token first, then alternatives that share what probability is left alike, `top_logprobs` in all. */
function logprobsOf(body: UpstreamBody, tokens: readonly UpstreamToken[]): object | null {
  if (body.logprobs !== true) return null;
  const count = body.top_logprobs ?? 0;
  const entry = (
    token: string,
    probability: number,
  ): { token: string; logprob: number; bytes: number[] } => ({
    token,
    logprob: Math.log(probability),
    bytes: [...Buffer.from(token)],
  });
  return {
    content: tokens.map(({ text, probability }) => ({
      ...entry(text, probability),
      top_logprobs: Array.from({ length: count }, (_, rank) =>
        rank === 0 ? entry(text, probability) : entry(`other${rank}`, (1 - probability) / (count - 1)),
      ),
    })),
  };
}
