import type { FittingData, Trajectory } from '@roro/core';
import { answerOf, fittingDataOf } from './fitting-data.js';

export interface GradedAnswer {
  /** Who wrote all of it, alone. */
  model: string;
  /** Value of each step, by any scorer. */
  scores: readonly number[];
  /** Numbers of the wrong steps; default none. */
  wrong?: readonly number[];
  /** Verdict on the answer. */
  correct: boolean;
  /** Generated tokens of each step, default 10. */
  tokens?: number;
  finish?: Trajectory['finish'];
}

/** Answers of single models, graded step by step and scored. */
export function gradedAnswers(answers: readonly GradedAnswer[]): FittingData {
  const planned = answers.map((answer, index): [Trajectory, readonly number[]] => {
    const { model, scores, wrong = [], correct, tokens = 10, finish = 'answered' } = answer;
    const steps = scores.map((_, step) => ({ correct: !wrong.includes(step) }));
    const trajectory = answerOf({ model, prompt: `question ${index}`, correct, steps, finish });
    for (const { usage } of trajectory.steps) usage.generatedTokens = tokens;
    return [trajectory, scores];
  });
  return fittingDataOf(
    planned.map(([trajectory]) => trajectory),
    new Map(planned),
  );
}
