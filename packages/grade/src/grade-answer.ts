import { Budget, LimitError } from './budget.js';
import { compareAnswers } from './compare/compare-answers.js';
import type { Candidate } from './extraction/candidate.js';
import { chosenLetter, goldLetter } from './extraction/choice-letter.js';
import { extractAnswers } from './extraction/extract-answers.js';
import type { Node } from './parse/nodes.js';
import { parseAnswer } from './parse/parse-answer.js';

export interface GradeOptions {
  /** Decimal places to which a number is rounded when one side is written with a decimal point. Default 6, range 0–50. */
  precision?: number;
  /**
   * Do the names of letters count, and the order of a tuple against a set? Default true. When false, f(y) answers f(x) and
   * {1, 3} answers (3, 1).
   */
  strict?: boolean;
  /** May an inequality answer a set? Default false; the other way round always. */
  allowSetRelation?: boolean;
}

export interface Grade {
  equal: boolean;
  /** False when the work or size of the answers passed a limit; then `equal` is false and the reason says which. */
  graded: boolean;
  /** One sentence: what was compared, or why nothing was. */
  reason: string;
  /** The answers that were found in the two texts; undefined when there was none. */
  gold: string | undefined;
  prediction: string | undefined;
}

/** A text that is longer holds no answer that is worth finding. */
const maximumCharacters = 1_000_000;
/** Of a long text only this much is searched, at its end. */
const searchedCharacters = 250_000;
/** About 0.3 s of a desktop machine. */
const maximumWork = 300_000;
/** Parts of a text that are read until one is a formula. */
const maximumAttempts = 40;

interface Found {
  text: string;
  /** Every way to read it; empty when it could not be read as a formula. */
  readings: Node[];
}

/**
 * Finds the answers in two texts and says whether they are equal. Each text is a bare answer or a whole solution. The same
 * texts always get the same grade; nothing in them is run as code, and no text makes it throw or hang.
 *
 * Not symmetric: `gold` sets the form. Its name may be left out (x = 1 is answered by 1, but a + b = 0 not by 0), and an
 * inequality may be answered by its set.
 */
export function gradeAnswer(gold: string, prediction: string, options: GradeOptions = {}): Grade {
  const { precision = 6, strict = true, allowSetRelation = false } = options;
  const longest = Math.max(gold.length, prediction.length);
  if (longest > maximumCharacters) {
    return ungraded(`a text has ${longest} characters, more than ${maximumCharacters}`);
  }
  if (gold.trim() !== '' && gold.trim() === prediction.trim()) {
    return {
      equal: true,
      graded: true,
      reason: 'The texts are the same.',
      gold: gold.trim(),
      prediction: prediction.trim(),
    };
  }
  const letter = goldLetter(gold);
  const chosen = letter === undefined ? undefined : chosenLetter(prediction.slice(-searchedCharacters));
  if (chosen !== undefined) return verdict(chosen === letter, letter!, chosen);
  const budget = new Budget(maximumWork);
  let answers: [Found | undefined, Found | undefined] = [undefined, undefined];
  try {
    answers = [findAnswer(gold, budget), findAnswer(prediction, budget)];
    const [expected, given] = answers;
    if (!expected || !given) return missing(expected, given);
    if (sameText(expected.text, given.text)) return verdict(true, expected.text, given.text);
    const equal = expected.readings.some((left) =>
      given.readings.some((right) =>
        compareAnswers(left, right, { precision, strict, allowSetRelation }, budget),
      ),
    );
    return verdict(equal, expected.text, given.text);
  } catch (error) {
    if (error instanceof LimitError) return ungraded(error.message, ...answers);
    throw error;
  }
}

function findAnswer(text: string, budget: Budget): Found | undefined {
  let first: string | undefined;
  let attempts = 0;
  const unread: Candidate[] = [];
  for (const candidate of extractAnswers(text.slice(-searchedCharacters))) {
    // A fraction inside a formula that cannot be read is not its value.
    if (
      unread.some(
        ({ start, end }) => candidate.kind === 'formula' && start < candidate.start && candidate.end < end,
      )
    )
      continue;
    first ??= candidate.text;
    const readings = parseAnswer(candidate.text, candidate.kind !== 'plain', budget);
    if (readings.length > 0) return { text: candidate.text, readings };
    // A box is the answer even where it is not mathematics.
    if (candidate.kind === 'box') return asWords(candidate.text);
    unread.push(candidate);
    attempts += 1;
    if (attempts >= maximumAttempts) break;
  }
  return first === undefined ? asWords(text) : { text: first, readings: [] };
}

/** Words are compared without case, punctuation and spaces. A text that is longer than this has no answer. */
const maximumWords = 200;

function asWords(text: string): Found | undefined {
  const name = wordsOf(text);
  if (name === '' || text.trim().length > maximumWords) return undefined;
  return { text: text.trim(), readings: [{ kind: 'symbol', name, text: true }] };
}

function wordsOf(text: string): string {
  return text
    .replace(/\\(?:text|textbf|mathrm|mbox|boxed)\b/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function sameText(a: string, b: string): boolean {
  return a.replace(/\s/g, '') === b.replace(/\s/g, '');
}

function verdict(equal: boolean, gold: string, prediction: string): Grade {
  const reason = `${clipped(prediction)} is ${equal ? '' : 'not '}equal to ${clipped(gold)}.`;
  return { equal, graded: true, reason, gold, prediction };
}

function missing(gold: Found | undefined, prediction: Found | undefined): Grade {
  const which = gold ? 'the prediction' : 'the gold answer';
  return {
    equal: false,
    graded: true,
    reason: `No answer was found in ${which}.`,
    gold: gold?.text,
    prediction: prediction?.text,
  };
}

function ungraded(why: string, gold?: Found, prediction?: Found): Grade {
  return {
    equal: false,
    graded: false,
    reason: `Could not grade: ${why}.`,
    gold: gold?.text,
    prediction: prediction?.text,
  };
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
