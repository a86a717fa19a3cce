import type { ModelPool, PoolModel, Query, Trajectory } from '@roro/core';
import type { Config } from '../config.js';

/** What an answer of one model alone takes on average. */
export interface ModelProfile {
  model: string;
  /** Known answers that this is the mean of; 0 where it is a bound by the budget of the configuration. */
  answers: number;
  /** Steps of an answer. */
  steps: number;
  /** Tokens that a step generates. */
  tokens: number;
  /** Prompt tokens that the call for a step reads, those that a cache may hold included. */
  promptTokens: number;
}

/** Characters to a token where nothing is known. */
const charactersPerToken = 4;

/**
 * Profiles of a pool's models, from answers that one model wrote alone. Of a model without one: what the budget allows at
 * most, with prompts estimated at a token for every four characters.
 */
export function modelProfiles(
  { models }: ModelPool,
  answers: readonly Trajectory[],
  queries: readonly Query[],
  { budget }: Config,
): ModelProfile[] {
  return models.map((model) => {
    const own = answers.filter(
      ({ steps }) => steps.length > 0 && steps.every((step) => step.model === model.id),
    );
    return own.length === 0 ? boundOf(model, queries, budget) : meanOf(model, own);
  });
}

function meanOf({ id }: PoolModel, answers: readonly Trajectory[]): ModelProfile {
  const steps = answers.flatMap((answer) => answer.steps);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / steps.length;
  return {
    model: id,
    answers: answers.length,
    steps: steps.length / answers.length,
    tokens: mean(steps.map(({ usage }) => usage.generatedTokens)),
    promptTokens: mean(steps.map(({ usage }) => usage.prefillTokens + usage.cachedTokens)),
  };
}

function boundOf(
  { id }: PoolModel,
  queries: readonly Query[],
  { maxSteps, maxTokensPerStep }: Config['budget'],
): ModelProfile {
  const characters =
    queries.reduce((sum, { prompt }) => sum + prompt.length, 0) / Math.max(1, queries.length);
  return {
    model: id,
    answers: 0,
    steps: maxSteps,
    tokens: maxTokensPerStep,
    // A call reads the query and, on average, half of the longest answer.
    promptTokens: characters / charactersPerToken + (maxSteps * maxTokensPerStep) / 2,
  };
}
