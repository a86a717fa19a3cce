import type { Candidate } from './candidate.js';
import type { FormulaFinder } from './find-formulas.js';
import { findPlain } from './find-plain.js';
import { isProse } from './is-prose.js';

/** Anchors that are looked at, from the last one on. */
const maximumAnchors = 60;
/** Characters within which an answer follows its anchor, and within which an equals sign may lead to it. */
const reach = 50;
const equalsReach = 100;

/** Where anchors end: "final answer is", "answer:", "answer", in rising generality. */
export const anchors = {
  hoped: /final answer is:?\s{0,9}(?=[^\n]{1,400}\.?\s?I hope)/gi,
  final: /final answer.{0,100}?\sis\b:?\s{0,9}/gi,
  marked:
    /####[ \t]{0,9}|answer(?:\s{1,9}is)?\s{0,9}:\s{0,9}\*{0,2}\s{0,9}|(?:^|\n)[ \t]{0,9}\*{0,2}A:\*{0,2}[ \t]{0,9}/gi,
  named: /answer(?:\s{1,9}is\b)?\s{0,9}/gi,
};

/** Answers that follow an anchor, in no order. */
export function findAnchored(text: string, anchor: RegExp, formulas: FormulaFinder): Candidate[] {
  const places = Array.from(text.matchAll(anchor), ({ 0: found, index }) => index + found.length);
  return places.slice(-maximumAnchors).flatMap((place) => following(text, place, formulas));
}

function following(text: string, place: number, formulas: FormulaFinder): Candidate[] {
  const formula = firstFormula(text, place, formulas);
  return [...tail(text, place), ...(formula ? [formula] : []), ...firstNumber(text, place, formula)];
}

/** The rest of the line, where that is a formula without delimiters. */
function tail(text: string, place: number): Candidate[] {
  const end = lineEnd(text, place);
  const line = text.slice(place, Math.min(end, place + 500));
  const trimmed = line.replace(/[\s.*]+$/, '');
  if (trimmed === '' || /[$]|\\[[(]/.test(trimmed) || isProse(trimmed)) return [];
  return [{ text: trimmed, start: place, end: place + trimmed.length, kind: 'plain' }];
}

function firstFormula(text: string, place: number, formulas: FormulaFinder): Candidate | undefined {
  const openings = /\$\$?|\\[[(]|\\begin\s*\{/g;
  for (const { index } of text.slice(place, place + reach + 2).matchAll(openings)) {
    const formula = formulas.at(place + index);
    if (formula) return formula;
  }
  return undefined;
}

/** After the last equals sign on the line, or the first number within reach that does not follow a formula. */
function firstNumber(text: string, place: number, formula: Candidate | undefined): Candidate[] {
  const line = text.slice(place, Math.min(lineEnd(text, place), place + equalsReach + 60));
  const numbers = findPlain(line).filter(({ end }) => !/^\s*=/.test(line.slice(end)));
  const afterEquals = numbers.filter(
    ({ start }) => start <= equalsReach && /=\s*$/.test(line.slice(0, start)),
  );
  const limit = Math.min(reach, formula === undefined ? reach : formula.start - place);
  const [first] = numbers
    .filter(({ start }) => start <= limit)
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  const found = afterEquals.toSorted((a, b) => b.start - a.start || b.end - a.end)[0] ?? first;
  return found ? [{ ...found, start: found.start + place, end: found.end + place }] : [];
}

function lineEnd(text: string, place: number): number {
  const end = text.indexOf('\n', place);
  return end === -1 ? text.length : end;
}
