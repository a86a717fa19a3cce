import type { AnswerFormat } from '@roro/core';

/**
 * Answers of instructed models: a step ends at an empty line (EcoTab 2605.29319 § 4), and the step that states the final
 * answer is the last. It is stated in the last `\boxed{…}` of a step, or after `####`, `A:`, `Answer:` or `Final answer:`
 * at the beginning of a line.
 */
export const stepwiseFormat: AnswerFormat = { delimiter: '\n\n', finalAnswer: statedAnswer };

/** The final answer that a text states in one of the ways of `stepwiseFormat`; undefined where it states none. */
export function statedAnswer(text: string): string | undefined {
  const boxed = lastBoxed(text);
  if (boxed !== undefined) return boxed;
  const lines = [...text.matchAll(/^\W*?(?:####|A:|(?:final )?answer\W*:)\**\s*(\S.*)$/gim)];
  return lines.at(-1)?.[1]?.replace(/\*+$/, '').trim();
}

/** What stands in the last box, braces balanced; undefined where no box is closed. */
function lastBoxed(text: string): string | undefined {
  for (let start = text.length; start > 0; ) {
    start = text.lastIndexOf('\\boxed{', start - 1);
    if (start === -1) return undefined;
    const begin = start + '\\boxed{'.length;
    let depth = 1;
    for (let at = begin; at < text.length; at++) {
      const character = text[at];
      if (character === '\\') at += 1;
      else if (character === '{') depth += 1;
      else if (character === '}' && --depth === 0) return text.slice(begin, at).trim();
    }
  }
  return undefined;
}
