import type { Budget } from './budget.js';
import type { Candidate } from './extraction/candidate.js';
import { extractAnswers } from './extraction/extract-answers.js';
import { wordAnswers } from './extraction/words.js';
import type { Node } from './parse/nodes.js';
import { parseAnswer } from './parse/parse-answer.js';

/** Parts of a text that are read until one is a formula. */
const maximumAttempts = 40;

export interface Found {
  text: string;
  /** Every way to read it, the likeliest first; empty when it is neither a formula nor a few words. */
  readings: Node[];
}

/**
 * The first part of a text that can be read; where none can, the likeliest part as it stands, and of a text without any the
 * text as words.
 *
 * @throws {LimitError} when that takes more than the budget
 */
export function findAnswer(text: string, budget: Budget): Found | undefined {
  const unread: Candidate[] = [];
  for (const candidate of extractAnswers(text)) {
    if (isInsideFormula(candidate, unread)) continue;
    const readings = parseAnswer(candidate.text, candidate.kind !== 'plain', budget);
    if (readings.length > 0) return { text: candidate.text, readings };
    // A box is the answer even where it is no mathematics.
    if (candidate.kind === 'box') return asWords(candidate.text);
    unread.push(candidate);
    if (unread.length >= maximumAttempts) break;
  }
  const [first] = unread;
  return first === undefined ? asWords(text) : { text: first.text, readings: [] };
}

/** A fraction inside a formula that cannot be read, or one cell of a matrix, is not the formula's value. */
function isInsideFormula({ kind, start, end }: Candidate, unread: readonly Candidate[]): boolean {
  return unread.some(
    (outer) =>
      outer.start < start && end < outer.end && (kind === 'formula' || outer.text.includes('\\begin')),
  );
}

function asWords(text: string): Found | undefined {
  const [name] = wordAnswers(text);
  return name === undefined
    ? undefined
    : { text: text.trim(), readings: [{ kind: 'symbol', name, text: true }] };
}
