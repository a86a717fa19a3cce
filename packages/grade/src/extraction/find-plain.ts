import type { Candidate } from './candidate.js';
import { withPercent } from './percent-after.js';

/** A number with its separators: 1,000.99, 1 000, 12,5, .5, 1.2e5. The digits before it and after are not part of others. */
const number =
  /(?<![\d.,\w\\^_{/])(?:(?<=^|[\s=([$€£¥₹₽₩¢:*~≈"'-])-)?(?:[1-9]\d{0,2}(?:[ ,]\d{3})+(?![\d])(?:\.\d+)?|\d+[.,]\d+|\.\d+|\d+)(?:[eE][+-]?\d{1,20}(?!\d))?/g;

/** A run of digits and operators, in which a calculation may stand. */
const run = /[\d.()+\-*/^×÷·−][\d.() \t+\-*/^×÷·−]*/g;

const simpleFraction = /-?\\[dt]?frac\s*(?:\{\s*-?\d{1,20}(?:[.,]\d{1,20})?\s*\}){2}/g;

/** Numbers, calculations and simple fractions in running text, in the order in which they stand. */
export function findPlain(text: string): Candidate[] {
  return [...findNumbers(text), ...findCalculations(text), ...findFractions(text)];
}

export function findNumbers(text: string): Candidate[] {
  return Array.from(text.matchAll(number), ({ 0: found, index }) => ({
    text: withPercent(found, text, index + found.length),
    start: index,
    end: index + found.length,
    kind: 'plain' as const,
  }));
}

/** 10/9, 2 + 3·4: from a digit or bracket to a digit or bracket, with an operator between. */
function findCalculations(text: string): Candidate[] {
  const found: Candidate[] = [];
  for (const { 0: characters, index } of text.matchAll(run)) {
    if (characters.length > 500 || !/\d[ \t)]*[-+*/^×÷·−]/.test(characters)) continue;
    if (/[\w\\^_{]/.test(text[index - 1] ?? '')) continue;
    const begin = characters.search(/-?\(*-?\d/);
    const trimmed = characters.slice(begin).replace(/[^\d)]+$/, '');
    if (!/\d[ \t)]*[-+*/^×÷·−][ \t(]*[-\d(]/.test(trimmed)) continue;
    const start = index + begin;
    found.push({ text: trimmed, start, end: start + trimmed.length, kind: 'plain' });
  }
  return found;
}

function findFractions(text: string): Candidate[] {
  return Array.from(text.matchAll(simpleFraction), ({ 0: found, index }) => ({
    text: found,
    start: index,
    end: index + found.length,
    kind: 'formula' as const,
  }));
}
