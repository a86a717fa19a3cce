import type { Candidate } from './candidate.js';
import { withPercent } from './percent-after.js';

/** A formula that is longer than this is no answer. */
const maximumLength = 20_000;
/** Formulas that are joined by "and", "or" or a comma into one answer. */
const maximumJoined = 6;

/**
 * Finds formulas between math delimiters. Holds where each closing delimiter stands, so that a text full of opening ones is
 * searched once.
 */
export class FormulaFinder {
  readonly #text: string;
  readonly #closings = new Map<string, number[]>();

  constructor(text: string) {
    this.#text = text;
  }

  /** All formulas, joined where they belong together, in the order in which they stand. */
  all(): Candidate[] {
    const found: Candidate[] = [];
    const openings = /\$\$?|\\[[(]|\\begin\s*\{|(?<=\s|^)\[(?=\s)/g;
    for (;;) {
      const opening = openings.exec(this.#text);
      if (!opening) return found;
      const formula = this.at(opening.index);
      if (!formula) {
        // The second $ of $$ may open a formula of its own.
        openings.lastIndex = opening.index + 1;
        continue;
      }
      openings.lastIndex = formula.end;
      found.push(formula);
    }
  }

  /** The formula that begins at a place, with the ones that are joined to it. */
  at(start: number): Candidate | undefined {
    const first = this.#single(start);
    if (!first) return undefined;
    let { text, end } = first;
    const join = /\s{0,9}(,?\s{0,9}and|,?\s{0,9}or|,)\s{0,9}/y;
    for (let joined = 1; joined < maximumJoined; joined++) {
      join.lastIndex = end;
      const between = join.exec(this.#text)?.[1];
      const next = between === undefined ? undefined : this.#single(join.lastIndex);
      if (!next) break;
      text += between === ',' ? `,${next.text}` : ` ${between} ${next.text}`;
      end = next.end;
    }
    return { text: withPercent(text, this.#text, end), start, end, kind: 'formula' };
  }

  #single(start: number): Candidate | undefined {
    const text = this.#text;
    if (text.startsWith('$$', start)) return this.#between(start, 2, '$$') ?? this.#inline(start);
    if (text[start] === '$') return this.#inline(start);
    if (text.startsWith('\\[', start)) return this.#between(start, 2, '\\]');
    if (text.startsWith('\\(', start)) return this.#between(start, 2, '\\)');
    if (text[start] === '[') return this.#lostBackslash(start);
    const begin = /\\begin\s*\{([a-z]+\*?)\}/y;
    begin.lastIndex = start;
    const environment = begin.exec(text)?.[1];
    if (environment === undefined) return undefined;
    const closing = `\\end{${environment}}`;
    const end = this.#next(closing, start);
    if (end === undefined) return undefined;
    const whole = text.slice(start, end + closing.length);
    return { text: whole, start, end: end + closing.length, kind: 'formula' };
  }

  #between(start: number, length: number, closing: string): Candidate | undefined {
    const end = this.#next(closing, start + length);
    if (end === undefined || end === start + length || this.#text[start - 1] === '\\') return undefined;
    return { text: this.#text.slice(start + length, end), start, end: end + closing.length, kind: 'formula' };
  }

  /** $…$ on one line. A dollar sign after a digit is money. */
  #inline(start: number): Candidate | undefined {
    const text = this.#text;
    if (/[\\\d]/.test(text[start - 1] ?? '')) return undefined;
    const content = /(?:\\[^\n]|[^\\\n$])+/y;
    content.lastIndex = start + 1;
    const inside = content.exec(text)?.[0];
    const end = start + 1 + (inside?.length ?? 0);
    if (inside === undefined || text[end] !== '$') return undefined;
    return { text: inside, start, end: end + 1, kind: 'formula' };
  }

  /** [ … ] between spaces, of \[ … \] without its backslashes. */
  #lostBackslash(start: number): Candidate | undefined {
    const content = /\[\s([^\n[\]]{1,2000})\s\](?=\s|$)/y;
    content.lastIndex = start;
    const found = content.exec(this.#text);
    if (!found?.[1]?.includes('\\')) return undefined;
    return { text: found[1], start, end: start + found[0].length, kind: 'formula' };
  }

  /** Where the closing delimiter stands next, within the length of a formula. */
  #next(closing: string, from: number): number | undefined {
    let places = this.#closings.get(closing);
    if (!places) {
      places = [];
      for (
        let at = this.#text.indexOf(closing);
        at !== -1;
        at = this.#text.indexOf(closing, at + closing.length)
      ) {
        places.push(at);
      }
      this.#closings.set(closing, places);
    }
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle]! < from) low = middle + 1;
      else high = middle;
    }
    const place = places[low];
    return place !== undefined && place - from <= maximumLength ? place : undefined;
  }
}
