import type { AnswerFormat, StepView, TrajectoryFinish } from '@roro/core';
import { splitThinking } from './thinking.js';

export interface StepEnd {
  finish: TrajectoryFinish | undefined;
  finalAnswer: string | undefined;
  failure: string | undefined;
}

/**
 * Does this step end the trajectory, and how? `answered` always comes with a final answer.
 *
 * @param before all steps before it
 */
export function endOf(step: StepView, { format }: { format: AnswerFormat }, before: string): StepEnd {
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
  const finalAnswer = answerIn(step.text, before, format, unified === 'end');
  if (finalAnswer !== undefined) return { finish: 'answered', finalAnswer, failure: undefined };
  if (unified === 'delimiter') return { finish: undefined, finalAnswer: undefined, failure: undefined };
  return {
    finish: 'truncated',
    finalAnswer: undefined,
    failure: `Model "${step.model}" ended the text at step ${step.index} without a final answer.`,
  };
}

function answerIn(text: string, before: string, format: AnswerFormat, hasEnded: boolean): string | undefined {
  const { answer } = splitThinking(before + text, format);
  if (answer === undefined) return undefined;
  // Of the step that closes the thinking, only what follows it counts.
  const own = answer.length < text.length ? answer : text;
  const stated = format.finalAnswer(own, answer.slice(0, answer.length - own.length));
  return stated ?? (hasEnded ? format.endedAnswer?.(answer) : undefined);
}
