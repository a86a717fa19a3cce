import type { Verifier } from '@roro/core';

/** Grades the letter of a multiple-choice answer: `B`, `(b)`, `B) 42` and `\text{B}` are all B; a word is none. */
export const choiceVerifier: Verifier = {
  verify({ answer: gold }, answer) {
    const letter = letterOf(answer);
    return {
      correct: letter !== undefined && letter === gold,
      reason:
        letter === undefined ? `no letter in "${answer}"` : `${letter} against ${gold ?? 'no gold answer'}`,
    };
  },
};

function letterOf(answer: string): string | undefined {
  const bare = answer.replace(/\\(?:text|mathrm|mathbf|textbf)\s*\{([^{}]*)\}/g, '$1');
  return /^[\s($*]*([A-Za-z])(?![A-Za-z])/.exec(bare)?.[1]?.toUpperCase();
}
