import type { Verifier } from '@roro/core';
import { gradeAnswer } from '@roro/grade';

/** Grades a final answer, or a whole text that states one, by mathematical equality with the gold answer (@roro/grade). */
export const answerVerifier: Verifier = {
  verify({ answer: gold }, answer) {
    if (gold === undefined) return { correct: false, reason: 'the query has no gold answer' };
    const { equal, reason } = gradeAnswer(gold, answer);
    return { correct: equal, reason };
  },
};
