import {
  type Criterion,
  contentHash,
  deriveSeed,
  type QueryView,
  type Rubricor,
  type RubricRecord,
} from '@roro/core';
import { type LanguageModel, Output } from 'ai';
import { askModel, type CallSettings } from './ask-model.js';
import type { LlmPrompt } from './llm-prompt.js';
import { readRubric, rubricAnswerSchema } from './read-rubric.js';
import { rubricQuestion } from './rubric-question.js';
import { rubricorPrompt } from './rubricor-prompt.js';

/** Changes with the question that this package wraps around the prompt. */
const questionForm = 2;

export interface LlmRubricorOptions extends CallSettings {
  model: LanguageModel;
  /** Default `rubricorPrompt`. */
  prompt?: LlmPrompt;
  /**
   * Criteria of a query to choose among, such as `statementsOf` of `@roro/rubricor` gives: a learned Judge can judge no
   * others. Default: the model words its own.
   */
  statements?: (query: QueryView) => readonly Criterion[];
}

/**
 * A rubricor played by a language model: one structured call a query, which sees the query without its answer and
 * without its `meta`, and where attempts at it part. Weights follow from the kind (`criterionWeights`). `temperature` 0.7 by default. Calls are
 * entered in the ledger with the purpose `judge`.
 *
 * What a model or the network does wrong is a record with a `failure` and the calls that were made: an answer in
 * another form, fewer than 3 or more than 8 criteria, duplicate or malformed ids, a text that does not begin
 * "The routing ", unknown token counts. An abort is thrown as AbortError.
 */
export function llmRubricor(options: LlmRubricorOptions): Rubricor {
  const { model, prompt = rubricorPrompt, statements, ...given } = options;
  const settings = { temperature: 0.7, ...given };
  const { name: _name, maxRetries: _retries, requestTimeout: _timeout, ...decisive } = settings;
  const served = typeof model === 'string' ? model : `${model.provider}:${model.modelId}`;
  const id = 'llm-rubricor';
  // Whatever changes the answers changes the version, so that a cached rubric of another version is not reused.
  const version = `${prompt.version}-${contentHash(prompt.text).slice(0, 12)}/${served}/${contentHash({ ...decisive, questionForm, ...(statements === undefined ? {} : { chooses: true }) }).slice(0, 8)}`;
  return {
    id,
    version,
    async write(query, { signal } = {}): Promise<RubricRecord> {
      const choices = statements?.(query);
      const reply = await askModel(
        {
          ...settings,
          seed: deriveSeed('rubricor', settings.seed ?? 0, query.id) >>> 1,
          model,
          instructions: prompt.text,
          prompt: rubricQuestion(query, choices),
          signal,
        },
        Output.object({ schema: rubricAnswerSchema(choices), name: 'rubric' }),
      );
      const head = { version: 1, queryId: query.id, rubricor: { id, version } } as const;
      const { usage } = reply;
      if (reply.value === undefined) return { ...head, failure: reply.failure, usage };
      const reading = readRubric(reply.value, query.id, choices);
      return reading.rubric === undefined
        ? { ...head, failure: reading.problem, usage }
        : { ...head, rubric: reading.rubric, usage };
    },
  };
}
