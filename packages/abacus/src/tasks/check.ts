import type { Query, Verdict } from '@roro/core';
import { type Line, type LineKind, nextLine, renderLine } from './program.js';
import { parsePrompt } from './render.js';

/** One checked line. `kind` is what the line should have worked out; a correcting line has the kind of what it redoes. */
export interface CheckedLine {
  kind: LineKind | 'none';
  correct: boolean;
}

/**
 * Checks an answer line by line. A line is right if it is the one that rightly comes next, given the lines before it
 * as they are written (a mistake counts once, where it is made), or if it begins with `!` and rightly redoes a wrong
 * line just before it. After a line that cannot be read, the same line is still due.
 * @param lines Without their newlines.
 * @throws RangeError if the prompt is no prompt of this package.
 */
export function checkSteps(query: Pick<Query, 'prompt'>, lines: readonly string[]): CheckedLine[] {
  const program = parsePrompt(query.prompt);
  if (program === undefined) {
    throw new RangeError(`Expected a prompt of an abacus benchmark, got ${JSON.stringify(query.prompt)}.`);
  }
  const written: number[] = [];
  let wrong: { due: Line; counted: boolean } | undefined;
  return lines.map((text) => {
    if (text.startsWith('!')) {
      const due = wrong?.due ?? nextLine(program, written);
      const correct = wrong !== undefined && text === `!${renderLine(wrong.due)}`;
      if (wrong !== undefined && correct) {
        if (wrong.counted) written.pop();
        written.push(wrong.due.result);
        wrong = undefined;
      }
      return { kind: due?.kind ?? 'none', correct };
    }
    const due = nextLine(program, written);
    if (due === undefined) return { kind: 'none', correct: false };
    const correct = text === renderLine(due);
    const result = writtenResult(text, due);
    if (result !== undefined) written.push(result);
    wrong = correct ? undefined : { due, counted: result !== undefined };
    return { kind: due.kind, correct };
  });
}

/** Result of a line for the value that is due, whatever it claims to work out; undefined for any other line. */
function writtenResult(text: string, due: Line): number | undefined {
  const match =
    due.kind === 'answer'
      ? /^#(\d\d)$/.exec(text)
      : /^([a-z])(?:=[a-z][-+*/%]\d{1,2}(?:[*/]\d)?)?[=,.]\d\d[-+*/%]\d{1,2}(?::\d\d)?=(\d\d)$/.exec(text);
  if (match === null || (due.kind !== 'answer' && match[1] !== due.name)) return undefined;
  return Number(match.at(-1));
}

/** The final answer that a line states (`#42`), or undefined if it states none. */
export function finalAnswer(line: string): string | undefined {
  return /^#(.*?)\n?$/.exec(line)?.[1];
}

/** Grades a final answer against the query's own. */
export function verifyAnswer(query: Query, answer: string): Verdict {
  if (query.answer === undefined) {
    throw new RangeError(`Expected query ${query.id} to carry its answer; grade only queries that do.`);
  }
  const given = answer.trim().replace(/^#/, '');
  const correct = /^\d+$/.test(given) && Number(given) === Number(query.answer);
  return { correct, reason: correct ? 'equal' : `expected ${query.answer}, got ${given}` };
}
