import { type Budget, LimitError } from '../budget.js';
import { commandAt } from './commands.js';
import { functionName, leadingFunctionName } from './function-names.js';
import type { NumberSet } from './nodes.js';
import { type CommaReading, numberLiteral } from './number-literal.js';
import { ParseError } from './parse-error.js';
import { plainCharacters } from './plain-characters.js';
import type { Token, TokenType } from './token.js';
import { isUnitLetter, isUnitWord } from './unit-words.js';

export interface Reading {
  comma: CommaReading;
  /** Letters after a number are units where they can be: 5 m, 5cm, 5 apples. */
  units: boolean;
  /** Which side of a ≈ b counts. */
  approximately: 'left' | 'right';
}

/** A text command with more than this holds prose. */
const maximumProse = 300;
/** A formula longer than this is no answer. */
export const maximumCharacters = 20_000;

const asciiOperators: Record<string, [TokenType, string]> = {
  '**': ['operator', '^'],
  '<=': ['relation', '<='],
  '>=': ['relation', '>='],
  '=<': ['relation', '<='],
  '!=': ['relation', '!='],
  '==': ['relation', '='],
  '~=': ['relation', 'approx'],
  '=>': ['relation', 'arrow'],
  '->': ['symbol', 'to'],
  '||': ['bar', '||'],
  '+': ['operator', '+'],
  '-': ['operator', '-'],
  '*': ['operator', '*'],
  '/': ['operator', '/'],
  ':': ['operator', ':'],
  '!': ['operator', '!'],
  '^': ['operator', '^'],
  _: ['operator', '_'],
  "'": ['operator', "'"],
  '=': ['relation', '='],
  '<': ['relation', '<'],
  '>': ['relation', '>'],
  '(': ['open', '('],
  ')': ['close', '('],
  '[': ['open', '['],
  ']': ['close', '['],
  '{': ['open', '{'],
  '}': ['close', '{'],
  '|': ['bar', '|'],
  ',': ['separator', ','],
  ';': ['separator', ';'],
  '&': ['ampersand', '&'],
  '%': ['percent', '%'],
};

const escaped: Record<string, [TokenType, string]> = {
  '{': ['open', '\\{'],
  '}': ['close', '\\{'],
  '|': ['bar', '||'],
  '%': ['percent', '%'],
  _: ['symbol', '_'],
  '&': ['separator', 'and'],
  '#': ['symbol', '#'],
};

const words: Record<string, [TokenType, string]> = {
  and: ['separator', 'and'],
  or: ['separator', 'or'],
  in: ['relation', 'in'],
  pi: ['constant', 'pi'],
  inf: ['constant', 'infinity'],
  infinity: ['constant', 'infinity'],
  infty: ['constant', 'infinity'],
  oo: ['constant', 'infinity'],
  percent: ['percent', '%'],
  percentage: ['percent', '%'],
  pct: ['percent', '%'],
  sqrt: ['command', 'sqrt'],
  cup: ['set-operator', 'union'],
};

const numberSets: Record<string, NumberSet> = {
  N: 'naturals',
  Z: 'integers',
  Q: 'rationals',
  R: 'reals',
  C: 'complexes',
};

const greekWords = new Set(
  'alpha beta gamma delta epsilon theta lambda sigma omega phi mu rho tau'.split(' '),
);

/** Cuts a formula into tokens. Layout, currency signs and quotation marks are left out. */
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
  #depth = 0;
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
    this.#push('end', '');
    return this.#tokens;
  }

  #push(type: TokenType, value: string, more: Partial<Token> = {}): void {
    this.#tokens.push({ type, value, spaced: this.#spaced, wide: this.#wide, ...more });
    this.#spaced = false;
    this.#wide = false;
    if (type === 'open') this.#depth += 1;
    if (type === 'close') this.#depth -= 1;
  }

  #next(): void {
    const character = this.#text[this.#at]!;
    if (/\s|~/.test(character) && !this.#text.startsWith('~=', this.#at)) {
      this.#at += 1;
      this.#spaced = true;
      return;
    }
    if (/\d/.test(character) || (character === '.' && /\d/.test(this.#text[this.#at + 1] ?? ''))) {
      return this.#number();
    }
    if (/[A-Za-z]/.test(character)) return this.#letters();
    if (character === '\\') return this.#backslash();
    if (this.#text.startsWith('...', this.#at)) {
      this.#at += 3;
      this.#push('symbol', 'dots');
      return;
    }
    for (const length of [2, 1]) {
      const entry = asciiOperators[this.#text.slice(this.#at, this.#at + length)];
      if (entry && this.#text.length >= this.#at + length) {
        this.#at += length;
        this.#push(...entry);
        return;
      }
    }
    // Money and quotation marks say nothing; a last point ends a sentence.
    if (
      /["`$€£¥₹₽₩¢]/.test(character) ||
      (character === '.' && /^[.\s]*$/.test(this.#text.slice(this.#at, this.#at + 9)))
    ) {
      this.#at += 1;
      return;
    }
    throw new ParseError(`unexpected "${character}"`);
  }

  #number(): void {
    // Inside brackets a comma parts items: (1,200) has two.
    const comma = this.#depth > 0 ? 'list' : this.#reading.comma;
    const found = numberLiteral(this.#text, this.#at, comma, this.#budget);
    if (!found) throw new ParseError('a number that cannot be read');
    this.#at += found.length;
    this.#push('number', this.#text.slice(this.#at - found.length, this.#at), { number: found.number });
  }

  #letters(): void {
    const run = /[A-Za-z]+/y;
    run.lastIndex = this.#at;
    const letters = run.exec(this.#text)![0];
    const begin = this.#at;
    this.#at += letters.length;
    const lower = letters.toLowerCase();
    const word = letters.length > 1 ? words[lower] : undefined;
    if (word) return this.#push(...word);
    if (this.#isUnit(letters)) return this.#push('symbol', lower, { text: true });
    const called = letters.length > 1 ? functionName(letters) : undefined;
    if (called !== undefined) return this.#push('function', called);
    if (greekWords.has(lower)) return this.#push('symbol', lower);
    const leading = letters.length <= 8 ? leadingFunctionName(letters) : undefined;
    const taken = leading !== undefined && letters.length - leading.length === 1 ? leading.length : 1;
    this.#at = begin + taken;
    if (taken > 1) return this.#push('function', functionName(letters.slice(0, taken))!);
    this.#letter(letters[0]!);
  }

  #letter(letter: string): void {
    if (letter === 'e' || letter === 'E') this.#push('constant', 'e');
    else if (letter === 'i' || letter === 'I') this.#push('constant', 'i');
    else this.#push('symbol', letter.toLowerCase());
  }

  #isUnit(letters: string): boolean {
    const before = this.#tokens.at(-1);
    const follows = before !== undefined && ['number', 'close', 'degree', 'percent'].includes(before.type);
    const afterUnit = before?.type === 'symbol' && before.text === true;
    if (!this.#reading.units || (!follows && !afterUnit)) return false;
    if (letters.length === 1) return this.#spaced && isUnitLetter(letters);
    return isUnitWord(letters) || (this.#spaced && letters.length >= 3);
  }

  #backslash(): void {
    const after = this.#text[this.#at + 1] ?? '';
    if (/[A-Za-z]/.test(after)) return this.#command(1);
    if (after === '\\') {
      // Doubled in front of a command where some program escaped the text once more; a new row elsewhere.
      const isRow = /[A-Za-z]/.test(this.#text[this.#at + 2] ?? '') ? this.#insideRows() : true;
      if (!isRow) return this.#command(2);
      this.#at += 2;
      const skip = /\s*\[[^\]]{0,12}(?:em|ex|pt|mm|cm)\]/y;
      skip.lastIndex = this.#at;
      this.#at += skip.exec(this.#text)?.[0].length ?? 0;
      this.#push('separator', 'newline');
      return;
    }
    this.#at += 2;
    const entry = escaped[after];
    if (entry) this.#push(...entry);
    else if (/[\s,;:!]/.test(after)) this.#spaced = true;
    // Math delimiters and escaped currency are dropped as the bare ones are.
    else if (!/[$()[\]"'./-]/.test(after)) throw new ParseError(`unexpected "\\${after}"`);
  }

  /** Inside a matrix, an array or aligned lines, where \\ ends a row. */
  #insideRows(): boolean {
    let open = 0;
    for (const { type, value } of this.#tokens) {
      if (type === 'command' && value === 'begin') open += 1;
      if (type === 'command' && value === 'end') open -= 1;
    }
    this.#budget.spend(this.#tokens.length / 50);
    return open > 0;
  }

  #command(backslashes: number): void {
    const run = /[A-Za-z]+/y;
    run.lastIndex = this.#at + backslashes;
    const letters = run.exec(this.#text)![0].slice(0, 40);
    const found = commandAt(letters);
    if (!found) throw new ParseError(`unknown command \\${letters}`);
    this.#at += backslashes + found.length;
    const { command } = found;
    if (command.kind === 'wide-space') this.#wide = true;
    else if (command.kind === 'layout') this.#layout(letters.slice(0, found.length));
    else if (command.kind === 'text') this.#textCommand();
    else if (command.kind === 'font') this.#fontCommand();
    else if (command.value === 'begin' || command.value === 'end') this.#environment(command.value);
    else if (command.value === 'blackboard') this.#blackboard();
    else this.#push(command.type, command.value);
  }

  #environment(value: 'begin' | 'end'): void {
    const environment = this.#argument().replace('*', '').trim();
    // The columns of an array: {cc|c}.
    if (value === 'begin' && environment === 'array' && this.#text[this.#at] === '{') this.#argument();
    this.#push('command', value, { environment });
  }

  #blackboard(): void {
    const letter = this.#argument().trim();
    const name = numberSets[letter];
    if (name === undefined) this.#letter(letter.slice(0, 1) || '?');
    else this.#push('number-set', name);
  }

  /** \left. and \right. draw nothing. */
  #layout(name: string): void {
    if (/left|right|middle/.test(name) && this.#text[this.#at] === '.') this.#at += 1;
  }

  /** The argument in braces at this place, or the next character. */
  #argument(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    if (this.#text[this.#at] !== '{') return this.#text[this.#at++] ?? '';
    let depth = 0;
    const begin = this.#at + 1;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      if (depth === 0) break;
    }
    this.#budget.spend((this.#at - begin) / 50);
    return this.#text.slice(begin, this.#at++);
  }

  #textCommand(): void {
    const content = this.#argument().trim();
    if (content.length > maximumProse) throw new ParseError('prose');
    const plain = content.replace(/^[\s,;:.~]+|[\s,;:.~]+$/g, '').replace(/^\\[ ,;]/, '');
    if (plain === '') {
      if (content.includes(',')) this.#push('separator', ',');
      this.#spaced = true;
      return;
    }
    const word = words[plain.toLowerCase()];
    if (word) return this.#push(...word);
    // A number or a formula in a text command is still one: \text{13}, \text{-2}, \text{ 5 and }.
    if (/^[-+\d.,$%/\s]+(?:and|or)?$/.test(plain)) return this.#inner(plain);
    const joined = /^(.*[^A-Za-z])?(and|or)$/i.exec(plain);
    const name = proseName(joined ? (joined[1] ?? '') : plain);
    if (name !== '') this.#push('symbol', name, { text: true });
    if (joined) this.#push('separator', joined[2]!.toLowerCase());
  }

  #fontCommand(): void {
    const content = this.#argument()
      .replace(/[~\s]+/g, ' ')
      .trim();
    if (content.length > maximumProse) throw new ParseError('prose');
    const called = functionName(content);
    if (called !== undefined) return this.#push('function', called);
    const word = words[content.toLowerCase()];
    if (word) return this.#push(...word);
    const before = this.#tokens.at(-1);
    const single = /^[A-Za-z]$/.test(content);
    if (single && !(this.#afterNumber(before) && content !== 'e' && content !== 'i' && content !== 'd')) {
      return this.#letter(content);
    }
    if (/^[A-Za-z][A-Za-z .]*$/.test(content))
      return this.#push('symbol', proseName(content), { text: true });
    return this.#inner(content);
  }

  #afterNumber(before: Token | undefined): boolean {
    return before !== undefined && (before.type === 'number' || before.text === true);
  }

  /** Tokens of a part that is read on its own. */
  #inner(content: string): void {
    if (/\\(?:math|oper|bold|bm|text|mbox|hbox|pmb|emph|symbf)/.test(content))
      throw new ParseError('nested text');
    const tokens = new Tokenizer(content, this.#reading, this.#budget).run().slice(0, -1);
    const [first, ...rest] = tokens;
    if (first) this.#tokens.push({ ...first, spaced: this.#spaced, wide: this.#wide }, ...rest);
    this.#spaced = false;
    this.#wide = false;
  }
}

/** Prose as the name of a symbol: letters and digits only, so that (C) is C and "no solution" one word. */
function proseName(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
