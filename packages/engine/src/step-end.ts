import type { AnswerFormat, StepView, TrajectoryFinish } from '@roro/core';

export interface StepEnd {
  finish: TrajectoryFinish | undefined;
  finalAnswer: string | undefined;
  failure: string | undefined;
}

/** Does this step end the trajectory, and how? `answered` always comes with a final answer. */
export function endOf(step: StepView, { format }: { format: AnswerFormat }): StepEnd {
  const { unified, raw } = step.finish;
  if (unified === 'length') {
    return {
      finish: 'truncated',
      finalAnswer: undefined,
      failure: `Step ${step.index} of model "${step.model}" reached its limit of ${step.usage.generatedTokens} tokens.`,
    };
  }
  if (unified === 'error' || unified === 'other') {
    return {
      finish: 'failed',
      finalAnswer: undefined,
      failure: `Model "${step.model}" ended step ${step.index} with finish reason "${unified}"${raw === undefined ? '' : ` (${raw})`}.`,
    };
  }
  const finalAnswer = format.finalAnswer(step.text);
  if (finalAnswer !== undefined) return { finish: 'answered', finalAnswer, failure: undefined };
  if (unified === 'delimiter') return { finish: undefined, finalAnswer: undefined, failure: undefined };
  return {
    finish: 'truncated',
    finalAnswer: undefined,
    failure: `Model "${step.model}" ended the text at step ${step.index} without a final answer.`,
  };
}
