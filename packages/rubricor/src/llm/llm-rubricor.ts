import { contentHash, criterionWeights, deriveSeed, type Rubricor, type RubricRecord } from '@roro/core';
import { type LanguageModel, Output } from 'ai';
import { z } from 'zod';
import { askModel, type CallSettings } from './ask-model.js';
import type { LlmPrompt } from './llm-prompt.js';
import { rubricProblem } from './rubric-problem.js';
import { rubricorPrompt } from './rubricor-prompt.js';

/** Changes with the question that this package wraps around the prompt. */
const questionForm = 1;

/** Lengths and patterns are checked by `rubricProblem`: not every server's structured output takes them. */
const answerSchema = z.object({
  criteria: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      kind: z.enum(['hard-rule', 'principle']),
      scope: z.enum(['step', 'trajectory']),
    }),
  ),
});

export interface LlmRubricorOptions extends CallSettings {
  model: LanguageModel;
  /** Default `rubricorPrompt`. */
  prompt?: LlmPrompt;
}

/**
 * A rubricor played by a language model: one structured call a query, which sees the query without its answer and
 * without its `meta`. Weights follow from the kind (`criterionWeights`). `temperature` 0.7 by default. Calls are
 * entered in the ledger with the purpose `judge`.
 *
 * What a model or the network does wrong is a record with a `failure` and the calls that were made: an answer in
 * another form, fewer than 3 or more than 8 criteria, duplicate or malformed ids, a text that does not begin
 * "The routing ", unknown token counts. An abort is thrown as AbortError.
 */
export function llmRubricor(options: LlmRubricorOptions): Rubricor {
  const { model, prompt = rubricorPrompt, ...given } = options;
  const settings = { temperature: 0.7, ...given };
  const { name: _name, maxRetries: _retries, requestTimeout: _timeout, ...decisive } = settings;
  const served = typeof model === 'string' ? model : `${model.provider}:${model.modelId}`;
  const id = 'llm-rubricor';
  // Whatever changes the answers changes the version, so that a cached rubric of another version is not reused.
  const version = `${prompt.version}-${contentHash(prompt.text).slice(0, 12)}/${served}/${contentHash({ ...decisive, questionForm }).slice(0, 8)}`;
  return {
    id,
    version,
    async write(query, { signal } = {}): Promise<RubricRecord> {
      const reply = await askModel(
        {
          ...settings,
          seed: deriveSeed('rubricor', settings.seed ?? 0, query.id) >>> 1,
          model,
          instructions: prompt.text,
          prompt: `<question>\n${query.prompt.trimEnd()}\n</question>\n\nWrite its rubric, 3 to 8 criteria, as a JSON object {"criteria": [{"id", "text", "kind", "scope"}]}: id in kebab-case, text beginning "The routing ", kind "hard-rule" or "principle", scope "step" or "trajectory".`,
          signal,
        },
        Output.object({ schema: answerSchema, name: 'rubric' }),
      );
      const head = { version: 1, queryId: query.id, rubricor: { id, version } } as const;
      const { usage } = reply;
      if (reply.value === undefined) return { ...head, failure: reply.failure, usage };
      const criteria = reply.value.criteria.map((criterion) => ({
        ...criterion,
        text: criterion.text.trim(),
        weight: criterionWeights[criterion.kind],
      }));
      const failure = rubricProblem(criteria);
      if (failure !== undefined) return { ...head, failure, usage };
      return { ...head, rubric: { version: 1, queryId: query.id, criteria }, usage };
    },
  };
}
