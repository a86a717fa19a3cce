import { ConfigurationError } from '@roro/core';
import { Budget, LimitError } from './budget.js';
import { compareAnswers } from './compare/compare-answers.js';
import { chosenLetter, goldLetter } from './extraction/choice-letter.js';
import { wordAnswers } from './extraction/words.js';
import { type Found, findAnswer } from './find-answer.js';

export interface GradeOptions {
  /** Decimal places to which numbers are rounded when one side is written with a decimal point. Default 6, range 0–50. */
  precision?: number;
  /**
   * Do the names of letters count, and the order of a tuple against a set? Default true. When false, f(y) answers f(x) and
   * {1, 3} answers (3, 1).
   */
  strict?: boolean;
  /** May an inequality answer a set? Default false; a set may answer an inequality in any case. */
  allowSetRelation?: boolean;
}

export interface Grade {
  equal: boolean;
  /** False when an answer is missing, or too large for the limits; then `equal` is false and the reason says why. */
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
/** In units of `Budget`: a few tenths of a second. */
const maximumWork = 300_000;

/**
 * Finds the answers in two texts and says whether they are equal. Each text is a bare answer or a whole solution. The same
 * texts always get the same grade; nothing in them is run as code, and no text makes it throw or hang.
 *
 * Not symmetric: `gold` sets the form. Its name may be left out (x = 1 is answered by 1, but 2a + b = 0 not by 0), and an
 * inequality may be answered by its set.
 *
 * @throws {ConfigurationError} when the precision is out of range
 */
export function gradeAnswer(gold: string, prediction: string, options: GradeOptions = {}): Grade {
  const { precision = 6, strict = true, allowSetRelation = false } = options;
  checkPrecision(precision);
  const longest = Math.max(gold.length, prediction.length);
  if (longest > maximumCharacters) {
    return ungraded(`a text has ${longest} characters, more than ${maximumCharacters}`);
  }
  const [expectedText, givenText] = [gold.trim(), prediction.trim()];
  if (expectedText === givenText && expectedText !== '') return verdict(true, expectedText, givenText);
  return gradeTexts(expectedText.slice(-searchedCharacters), givenText.slice(-searchedCharacters), {
    precision,
    strict,
    allowSetRelation,
  });
}

function gradeTexts(gold: string, prediction: string, options: Required<GradeOptions>): Grade {
  const letter = goldLetter(gold);
  const chosen = letter === undefined ? undefined : chosenLetter(prediction);
  if (letter !== undefined && chosen !== undefined) return verdict(chosen === letter, letter, chosen);
  const budget = new Budget(maximumWork);
  let expected: Found | undefined;
  let given: Found | undefined;
  try {
    expected = findAnswer(gold, budget);
    if (!expected) return ungraded('no answer was found in the gold answer');
    const inWords = sameWords(expected, prediction);
    if (inWords !== undefined) return verdict(true, expected.text, inWords);
    given = findAnswer(prediction, budget);
    if (!given) return ungraded('no answer was found in the prediction', expected);
    return verdict(sameAnswer(expected, given, options, budget), expected.text, given.text);
  } catch (error) {
    if (error instanceof LimitError) return ungraded(error.message, expected, given);
    // What the limits overlooked: the stack, or the size of a number or a list.
    if (error instanceof RangeError) return ungraded('it is nested too deeply or too large', expected, given);
    throw error;
  }
}

function sameAnswer(expected: Found, given: Found, options: Required<GradeOptions>, budget: Budget): boolean {
  if (withoutSpaces(expected.text) === withoutSpaces(given.text)) return true;
  return expected.readings.some((gold) =>
    given.readings.some((prediction) => compareAnswers(gold, prediction, options, budget)),
  );
}

/** Where the gold answer is a word or more: the part of the prediction that says the same. */
function sameWords({ readings }: Found, prediction: string): string | undefined {
  const [gold] = readings;
  if (gold?.kind !== 'symbol' || !gold.text || gold.name.length < 2) return undefined;
  return wordAnswers(prediction).find((words) => words === gold.name);
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}

function checkPrecision(precision: number): void {
  if (Number.isInteger(precision) && precision >= 0 && precision <= 50) return;
  throw new ConfigurationError({
    message: `A precision of ${precision} decimal places was asked for.`,
    nextStep: 'Give a whole number from 0 to 50.',
  });
}

function verdict(equal: boolean, gold: string, prediction: string): Grade {
  const reason = `${clipped(prediction)} is ${equal ? '' : 'not '}equal to ${clipped(gold)}.`;
  return { equal, graded: true, reason, gold, prediction };
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
  const line = text.slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
