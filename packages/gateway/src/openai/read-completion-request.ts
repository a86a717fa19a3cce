import { z } from 'zod';
import { InvalidRequestError } from './invalid-request-error.js';
import type { ModelRequest } from './model-request.js';
import { parseBody } from './parse-body.js';
import { providerOptions } from './provider-options.js';
import { readRequestFields, requestFields } from './request-fields.js';

const completionRequestSchema = z.object({
  ...requestFields,
  prompt: z.union([z.string(), z.tuple([z.string()])], {
    error: 'expected one text, or an array of one: a request has one answer, and token ids are not read',
  }),
  /** Alternatives for each token. */
  logprobs: z.int().min(0).max(256).nullish(),
  echo: z.boolean().nullish(),
  best_of: z.int().nullish(),
  suffix: z.string().nullish(),
});

/**
 * A completion's prompt is one user message. Without `max_tokens` the model writes as much as it will: OpenAI's 16 tokens
 * would cut an answer in steps within the first.
 *
 * @throws InvalidRequestError on a body that is no completion that the gateway can have answered
 */
export function readCompletionRequest(body: unknown): ModelRequest {
  const request = parseBody(completionRequestSchema, body);
  const { settings, ...fields } = readRequestFields(request);
  rejectUnsupported('echo', request.echo === true);
  rejectUnsupported('best_of', (request.best_of ?? 1) !== 1);
  rejectUnsupported('suffix', (request.suffix ?? '') !== '');
  const text = typeof request.prompt === 'string' ? request.prompt : request.prompt[0];
  const topLogProbabilities = request.logprobs ?? undefined;
  return {
    ...fields,
    topLogProbabilities,
    options: {
      prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
      ...settings,
      ...providerOptions({ continueFinalMessage: false, topLogProbabilities }),
    },
  };
}

function rejectUnsupported(param: string, isAsked: boolean): void {
  if (!isAsked) return;
  throw new InvalidRequestError({
    param,
    reason: 'unsupported_parameter',
    message: `${param} is not supported.`,
    nextStep: 'Leave it out.',
  });
}
