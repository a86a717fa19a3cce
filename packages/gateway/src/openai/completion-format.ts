import type { AnswerEnd } from './answer-end.js';
import type { AnswerFormat, AnswerFrame } from './answer-format.js';
import { completionLogprobs } from './completion-logprobs.js';
import { usageBody } from './usage-body.js';

/**
 * Text completions: what the model says in text. Its reasoning and tool calls have no place in them. Beyond OpenAI's form:
 * `stop_reason` of a choice (vLLM's) and `roro.routing` where it was asked for.
 */
export function completionFormat({ requestId, created, request }: AnswerFrame): AnswerFormat {
  const { model, includeUsage, trace, topLogProbabilities } = request;
  const frame = { id: `cmpl-${requestId}`, object: 'text_completion', created, model };
  const ending = ({ tokens, finishReason, stopSequence }: AnswerEnd) => ({
    logprobs: completionLogprobs(tokens, topLogProbabilities),
    finish_reason: finishReason,
    stop_reason: stopSequence,
  });
  const routing = (end: AnswerEnd) =>
    trace && end.routing !== undefined ? { roro: { routing: end.routing } } : {};

  return {
    body(content, end) {
      const usage = usageBody(end.usage);
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      return {
        ...frame,
        choices: [{ index: 0, text, ...ending(end) }],
        ...(usage === undefined ? {} : { usage }),
        ...routing(end),
      };
    },
    openingChunks: () => [],
    chunk: (part) =>
      part.type === 'text-delta' && part.delta !== ''
        ? { ...frame, choices: [{ index: 0, text: part.delta, logprobs: null, finish_reason: null }] }
        : undefined,
    closingChunks(end) {
      const usage = includeUsage ? usageBody(end.usage) : undefined;
      const last = { ...frame, choices: [{ index: 0, text: '', ...ending(end) }] };
      return usage === undefined
        ? [{ ...last, ...routing(end) }]
        : [last, { ...frame, choices: [], usage, ...routing(end) }];
    },
  };
}
