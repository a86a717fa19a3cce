import { deriveSeed, type Rubric, type TrajectoryView, type UsageEntry, ValidationError } from '@roro/core';
import { type LanguageModel, Output } from 'ai';
import { z } from 'zod';
import { askModel, type CallSettings } from './ask-model.js';
import { backendVersion } from './backend-version.js';
import { keyedCriteria, renderCriteria } from './criterion-question.js';
import type { LlmPrompt } from './llm-prompt.js';
import { pairwisePrompt } from './pairwise-prompt.js';
import { renderSteps, renderTrajectory } from './render-trajectory.js';

const questionForm = 1;

const answerSchema = z.object({ reason: z.string(), better: z.enum(['A', 'B', 'tie']) });

export interface PairwiseLlmJudgeOptions extends CallSettings {
  model: LanguageModel;
  /** Default `pairwisePrompt`. */
  prompt?: LlmPrompt;
}

export interface Comparison {
  /** `tie` where the two orders contradict each other, and where there is a `failure`. */
  preferred: 'first' | 'second' | 'tie';
  /** Did both orders give the same answer? False where there is a `failure`. */
  agreement: boolean;
  /** The two calls, as far as they were made. */
  usage: UsageEntry[];
  /** Why there is no comparison. */
  failure?: string;
}

export interface PairwiseJudge {
  readonly id: string;
  readonly version: string;
  compare(
    first: TrajectoryView,
    second: TrajectoryView,
    rubric: Rubric,
    options?: { signal?: AbortSignal },
  ): Promise<Comparison>;
}

/**
 * Compares two trajectories of one query under a rubric, asked in both orders: models lean to a position, and an
 * answer that changes with the order says nothing about the trajectories, so it is a tie. `temperature` 0 by default.
 *
 * @throws ValidationError (by `compare`) for trajectories of different queries; AbortError when the signal is aborted
 */
export function pairwiseLlmJudge(options: PairwiseLlmJudgeOptions): PairwiseJudge {
  const { model, prompt = pairwisePrompt, ...settings } = options;
  const { name: _name, maxRetries: _retries, requestTimeout: _timeout, ...decisive } = settings;

  const ask = (a: TrajectoryView, b: TrajectoryView, rubric: Rubric, signal: AbortSignal | undefined) =>
    askModel(
      {
        temperature: 0,
        ...settings,
        seed: deriveSeed('pairwise', settings.seed ?? 0, a.id, b.id) >>> 1,
        model,
        instructions: prompt.text,
        prompt: `Rubric:\n${renderCriteria(keyedCriteria(rubric))}\n\nTrajectory A:\n\n${renderTrajectory(a)}\n\nTrajectory B, of the same question and models:\n\n${renderSteps(b)}\n\nGive the reason in one or two sentences, then which trajectory is routed better under the rubric: A, B or tie. Answer with a JSON object {"reason", "better"}.`,
        signal,
      },
      Output.object({ schema: answerSchema, name: 'comparison' }),
    );

  return {
    id: 'pairwise-llm-judge',
    version: backendVersion(prompt, model, { ...decisive, questionForm }),
    async compare(first, second, rubric, { signal } = {}) {
      if (first.query.id !== second.query.id) {
        throw new ValidationError({
          message: `Expected two trajectories of one query, got "${first.query.id}" and "${second.query.id}".`,
          nextStep: 'Compare trajectories of the same query.',
        });
      }
      const [forward, backward] = await Promise.all([
        ask(first, second, rubric, signal),
        ask(second, first, rubric, signal),
      ]);
      const usage = [...forward.usage, ...backward.usage];
      for (const reply of [forward, backward]) {
        if (reply.value === undefined) {
          return { preferred: 'tie', agreement: false, usage, failure: reply.failure };
        }
      }
      const preferred = preference(forward.value?.better, 'first', 'second');
      const agreement = preferred === preference(backward.value?.better, 'second', 'first');
      return { preferred: agreement ? preferred : 'tie', agreement, usage };
    },
  };
}

type Preference = Comparison['preferred'];

function preference(better: 'A' | 'B' | 'tie' | undefined, a: Preference, b: Preference): Preference {
  return better === 'A' ? a : better === 'B' ? b : 'tie';
}
