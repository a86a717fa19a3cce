import { ConfigurationError, type Judge, type Judgement, rubricScore, ValidationError } from '@roro/core';
import type { LanguageModel } from 'ai';
import type { CallSettings } from './ask-model.js';
import { backendVersion } from './backend-version.js';
import { type Estimate, type JudgeQuestion, keyedCriteria } from './criterion-question.js';
import {
  type Experimental_DecisionModel,
  experimentalDecisionEstimate,
  isDecisionModel,
} from './experimental-decision-estimate.js';
import { judgePrompt } from './judge-prompt.js';
import type { LlmPrompt } from './llm-prompt.js';
import { logProbabilityEstimate } from './log-probability-estimate.js';
import { renderTrajectory } from './render-trajectory.js';
import { samplingEstimate } from './sampling-estimate.js';

/** Changes with the questions and the rendering that this package wraps around the prompt. */
const questionForm = 3;

/** Where p(true) comes from; see `LlmJudgeOptions.probabilities`. */
export type ProbabilitySource = 'auto' | 'log-probabilities' | 'decision' | 'sampling';

export interface LlmJudgeOptions extends CallSettings {
  /** A language model, or a decision model of the AI SDK (experimental). */
  model: LanguageModel | Experimental_DecisionModel;
  /**
   * - `log-probabilities`: one call a criterion, p(true) from the log-probabilities of its answer, yes or no.
   *   `temperature` 0 and at most 16 tokens by default. They are asked of OpenAI, Azure and the
   *   models of `@roro/models` by default; for others give `providerOptions`, and have the provider return them in
   *   `providerMetadata.<provider>.logprobs`.
   * - `decision` (experimental): one call to a decision model.
   * - `sampling`: `samples` calls with a verdict on every criterion; p = (yes + 1) / (n + 2). `temperature` 1 by
   *   default.
   * - `auto` (default): `decision` for a decision model; for others `log-probabilities` where the first answer has
   *   them, else `sampling`. Finding out costs a call in every judgement; a judge keeps no state. A string names a
   *   language model.
   */
  probabilities?: ProbabilitySource;
  /** Answers per judgement, for sampling only, ≥ 1. Default 5. */
  samples?: number;
  /**
   * Ask for verdicts on the steps as well, for criteria of scope `step`; no effect on log-probabilities, which give
   * none. Default true. A criterion's p(true) is asked for itself and need not be the mean of its steps.
   */
  perStep?: boolean;
  /** Default `judgePrompt`. */
  prompt?: LlmPrompt;
}

/**
 * A judge played by a language model: p(true) per criterion and the score of core's `rubricScore`. It sees the query,
 * the models and the steps, never the gold answer or a verdict. What a model or the network does wrong is a
 * judgement with a `failure` and the calls that were made; an abort is thrown as AbortError.
 *
 * @throws ConfigurationError for settings that contradict each other; ValidationError (by `judge`) for an empty rubric
 */
export function llmJudge(options: LlmJudgeOptions): Judge {
  const {
    model,
    probabilities = 'auto',
    samples = 5,
    perStep = true,
    prompt = judgePrompt,
    ...settings
  } = options;
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ConfigurationError({
      message: `Expected samples to be a whole number ≥ 1, got ${samples}.`,
      nextStep: 'Leave it out for 5.',
    });
  }
  const estimate = estimator(model, probabilities);
  const { name: _name, maxRetries: _retries, requestTimeout: _timeout, ...decisive } = settings;
  const id = 'llm-judge';
  const version = backendVersion(prompt, model, {
    ...decisive,
    probabilities,
    samples,
    perStep,
    questionForm,
  });
  return {
    id,
    version,
    async judge(trajectory, rubric, { signal } = {}): Promise<Judgement> {
      if (rubric.criteria.length === 0) {
        throw new ValidationError({
          message: `The rubric of query "${rubric.queryId}" has no criteria.`,
          nextStep: 'Judge under a rubric with at least one.',
        });
      }
      const answer = await estimate({
        prompt,
        settings,
        samples,
        perStep,
        text: renderTrajectory(trajectory),
        trajectoryId: trajectory.id,
        steps: trajectory.steps.length,
        criteria: keyedCriteria(rubric),
        signal,
      });
      const head = { version: 1, trajectoryId: trajectory.id, judge: { id, version } } as const;
      const { usage } = answer;
      return answer.verdicts === undefined
        ? { ...head, criteria: [], failure: answer.failure, usage }
        : { ...head, criteria: answer.verdicts, score: rubricScore(rubric, answer.verdicts), usage };
    },
  };
}

function estimator(
  model: LlmJudgeOptions['model'],
  probabilities: ProbabilitySource,
): (question: Omit<JudgeQuestion, 'model'>) => Promise<Estimate> {
  if (typeof model !== 'string' && !('doGenerate' in model)) {
    if (probabilities !== 'auto' && probabilities !== 'decision') {
      throw new ConfigurationError({
        message: `Model "${model.modelId}" is a decision model, which cannot give probabilities by ${probabilities}.`,
        nextStep: 'Choose `probabilities: "decision"`, or pass a language model.',
      });
    }
    return (question) => experimentalDecisionEstimate({ ...question, model });
  }
  if (probabilities === 'decision') {
    if (typeof model !== 'string' && !isDecisionModel(model)) {
      throw new ConfigurationError({
        message: `Model "${model.modelId}" is no decision model.`,
        nextStep: 'Pass `provider.decisionModel(…)`, or choose `probabilities: "auto"`.',
      });
    }
    return (question) => experimentalDecisionEstimate({ ...question, model });
  }
  if (probabilities === 'sampling') return (question) => samplingEstimate({ ...question, model });
  return async (question) => {
    const estimate = await logProbabilityEstimate({ ...question, model });
    if (probabilities === 'log-probabilities' || estimate.unavailable !== true) return estimate;
    const sampled = await samplingEstimate({ ...question, model });
    return { ...sampled, usage: [...estimate.usage, ...sampled.usage] };
  };
}
