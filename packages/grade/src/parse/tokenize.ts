import { type Budget, LimitError } from '../budget.js';
import { asciiOperators, escaped } from './character-tokens.js';
import { commandAt } from './commands.js';
import { leadingLetters, letterEntry } from './letter-tokens.js';
import { type CommaReading, numberLiteral } from './number-literal.js';
import { ParseError } from './parse-error.js';
import { plainCharacters } from './plain-characters.js';
import { fontContent, type TextContent, textContent } from './text-tokens.js';
import type { Token } from './token.js';
import type { TokenEntry } from './token-entry.js';
import { unitLengthAt } from './unit-at.js';
import { numberSets, words } from './word-tokens.js';

export interface Reading {
  comma: CommaReading;
  /** Letters after a number are units where they can be: 5 m, 5cm, 5 apples. */
  units: boolean;
  /** Which side of a ≈ b counts. */
  approximately: 'left' | 'right';
}

/** A formula longer than this is no answer. */
export const maximumCharacters = 20_000;

/**
 * Cuts a formula into tokens. Layout, currency signs and quotation marks are left out.
 *
 * @throws {ParseError} at a character or command that formulas do not have
 * @throws {LimitError} when it is too long
 */
export function tokenize(formula: string, reading: Reading, budget: Budget): Token[] {
  if (formula.length > maximumCharacters) throw new LimitError('a formula is too long');
  return new Tokenizer(plainCharacters(formula), reading, budget).run();
}

class Tokenizer {
  readonly #text: string;
  readonly #reading: Reading;
  readonly #budget: Budget;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Open brackets, and environments in which \\ ends a row. */
  #depth = 0;
  #rows = 0;
  #spaced = false;
  #wide = false;

  constructor(text: string, reading: Reading, budget: Budget) {
    this.#text = text;
    this.#reading = reading;
    this.#budget = budget;
  }

  run(): Token[] {
    while (this.#at < this.#text.length) {
      this.#budget.spend(0.5);
      this.#next();
    }
    this.#push(['end', '']);
    return this.#tokens;
  }

  #push([type, value, text]: TokenEntry, more: Partial<Token> = {}): void {
    this.#tokens.push({
      type,
      value,
      spaced: this.#spaced,
      wide: this.#wide,
      ...(text === undefined ? {} : { text }),
      ...more,
    });
    this.#spaced = false;
    this.#wide = false;
    if (type === 'open') this.#depth += 1;
    if (type === 'close') this.#depth -= 1;
  }

  #next(): void {
    const character = this.#text[this.#at]!;
    const next = this.#text[this.#at + 1] ?? '';
    if (/\s/.test(character) || (character === '~' && next !== '=')) {
      this.#at += 1;
      this.#spaced = true;
    } else if (/\d/.test(character) || (character === '.' && /\d/.test(next))) this.#number();
    else if (/[A-Za-z]/.test(character)) this.#letters();
    else if (character === '\\') this.#backslash(next);
    else this.#sign(character);
  }

  #number(): void {
    // Inside brackets a comma parts items: (1,200) has two.
    const comma = this.#depth > 0 ? 'list' : this.#reading.comma;
    const found = numberLiteral(this.#text, this.#at, comma, this.#budget);
    if (!found) throw new ParseError('a number that cannot be read');
    const literal = this.#text.slice(this.#at, this.#at + found.length);
    this.#at += found.length;
    this.#push(['number', literal], { number: found.number });
  }

  #letters(): void {
    const unit = this.#reading.units
      ? unitLengthAt(this.#text, this.#at, this.#tokens.at(-1), this.#spaced)
      : 0;
    const { length, entry } =
      unit > 0 ? this.#unit(unit) : leadingLetters(this.#match(/[A-Za-z]+/y, this.#at));
    this.#at += length;
    this.#push(entry);
  }

  #unit(length: number): { length: number; entry: TokenEntry } {
    const name = this.#text.slice(this.#at, this.#at + length).toLowerCase();
    return { length, entry: words.get(name) ?? ['symbol', name, true] };
  }

  #sign(character: string): void {
    if (this.#text.startsWith('...', this.#at)) {
      this.#at += 3;
      this.#push(['symbol', 'dots']);
      return;
    }
    for (const length of [2, 1]) {
      const sign = this.#text.slice(this.#at, this.#at + length);
      const entry = asciiOperators.get(sign);
      if (!entry) continue;
      this.#at += sign.length;
      this.#push(entry);
      return;
    }
    // Money and quotation marks say nothing; a last point ends a sentence.
    const endsSentence = character === '.' && /^[.\s]*$/.test(this.#text.slice(this.#at, this.#at + 9));
    if (!endsSentence && !/["`$€£¥₹₽₩¢]/.test(character)) throw new ParseError(`unexpected "${character}"`);
    this.#at += 1;
  }

  #backslash(after: string): void {
    if (/[A-Za-z]/.test(after)) this.#command(1);
    else if (after === '\\') {
      // Doubled before a command where a program escaped the text once more; elsewhere the end of a row.
      const beforeCommand = /[A-Za-z]/.test(this.#text[this.#at + 2] ?? '');
      if (beforeCommand && this.#rows <= 0) this.#command(2);
      else this.#newline();
    } else {
      this.#at += 2;
      const entry = escaped.get(after);
      if (entry) this.#push(entry);
      else if (/[\s,;:!]/.test(after)) this.#spaced = true;
      // Delimiters and escaped currency are dropped as the bare ones are.
      else if (!/[$()[\]"'./-]/.test(after)) throw new ParseError(`unexpected "\\${after}"`);
    }
  }

  #newline(): void {
    this.#at += 2;
    // \\[2pt] sets the space below.
    this.#at += this.#match(/\s{0,9}\[[^\]]{0,12}(?:em|ex|pt|mm|cm)\]/y, this.#at).length;
    this.#push(['separator', 'newline']);
  }

  #command(backslashes: number): void {
    const letters = this.#match(/[A-Za-z]{1,40}/y, this.#at + backslashes);
    const found = commandAt(letters);
    if (!found) throw new ParseError(`unknown command \\${letters}`);
    this.#at += backslashes + found.length;
    const { command } = found;
    if (command.kind === 'wide-space') this.#wide = true;
    else if (command.kind === 'layout') this.#layout(letters.slice(0, found.length));
    else if (command.kind === 'text') this.#content(textContent(this.#argument()));
    else if (command.kind === 'font') this.#content(fontContent(this.#argument(), this.#tokens.at(-1)));
    else if (command.value === 'begin' || command.value === 'end') this.#environment(command.value);
    else if (command.value === 'blackboard') this.#blackboard();
    else this.#push([command.type, command.value]);
  }

  #environment(value: 'begin' | 'end'): void {
    const environment = this.#argument().replace('*', '').trim();
    // The columns of an array: {cc|c}.
    if (value === 'begin' && environment === 'array' && this.#text[this.#at] === '{') this.#argument();
    this.#rows += value === 'begin' ? 1 : -1;
    this.#push(['command', value], { environment });
  }

  #blackboard(): void {
    const letter = this.#argument().trim();
    const name = numberSets.get(letter);
    this.#push(name === undefined ? letterEntry(letter.slice(0, 1) || '?') : ['number-set', name]);
  }

  /** \left. and \right. draw nothing. */
  #layout(name: string): void {
    if (/left|right|middle/.test(name) && this.#text[this.#at] === '.') this.#at += 1;
  }

  #content(content: TextContent): void {
    this.#spaced = true;
    if (!('formula' in content)) {
      for (const entry of content) this.#push(entry);
      return;
    }
    // Nested commands of this kind would be read again and again.
    if (/\\(?:math|oper|bold|bm|text|mbox|hbox|pmb|emph|symbf)/.test(content.formula)) {
      throw new ParseError('text within text');
    }
    const [first, ...rest] = new Tokenizer(content.formula, this.#reading, this.#budget).run().slice(0, -1);
    if (first) this.#tokens.push({ ...first, spaced: true, wide: this.#wide }, ...rest);
    this.#wide = false;
  }

  /** The argument in braces at this place, or the next character. */
  #argument(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    const begin = this.#at;
    if (this.#text[begin] !== '{') {
      this.#at += 1;
      return this.#text[begin] ?? '';
    }
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      this.#at += 1;
    } while (depth > 0 && this.#at < this.#text.length);
    this.#budget.spend((this.#at - begin) / 50);
    return this.#text.slice(begin + 1, depth > 0 ? this.#at : this.#at - 1);
  }

  #match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }
}
