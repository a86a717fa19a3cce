import { type Budget, LimitError } from '../budget.js';
import { fraction, type Rational } from '../numbers/rational.js';
import type { NodeOf } from './nodes.js';

/** How a comma between digits is read: 1,000 as thousands, 1,5 as a decimal comma, or as a list of two numbers. */
export type CommaReading = 'thousands' | 'decimal' | 'list';

const thousandSeparators = /\{,\}|\\[,!;: ]|,\\!|\{\\,\}/.source;
const exponent = /(?:[eE][+-]?\d{1,20})?(?!\d)/.source;
const repeating = /\\(?:overline|bar|dot)\s*\{(\d+)\}/.source;

const patterns: Record<CommaReading, RegExp> = {
  thousands: new RegExp(`\\d{1,3}(?:(?:${thousandSeparators}|,| )\\d{3}(?!\\d))+(?:\\.\\d+)?`, 'y'),
  decimal: new RegExp(`\\d+,\\d+${exponent}`, 'y'),
  list: new RegExp(`\\d{1,3}(?:(?:${thousandSeparators}| )\\d{3}(?!\\d))+(?:\\.\\d+)?`, 'y'),
};
const plain = new RegExp(`(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:${exponent})?`, 'y');
const repeatingDecimal = new RegExp(`(\\d*)\\.(\\d*)${repeating}`, 'y');

const maximumDigits = 5000;

/** The number that begins at `start`, or undefined. A point that only ends a sentence is not part of it. */
export function numberLiteral(
  text: string,
  start: number,
  comma: CommaReading,
  budget: Budget,
): { length: number; number: NodeOf<'number'> } | undefined {
  const repeated = matchAt(repeatingDecimal, text, start);
  if (repeated) {
    const [whole, integer = '', fixed = '', cycle = ''] = repeated;
    const value = repeatingValue(integer, fixed, cycle, budget);
    return { length: whole.length, number: { kind: 'number', value, decimal: false } };
  }
  const found = (matchAt(patterns[comma], text, start) ?? matchAt(plain, text, start))?.[0];
  if (found === undefined) return undefined;
  const literal = /\.$/.test(found) ? found.slice(0, -1) : found;
  const written = comma === 'decimal' ? literal.replace(',', '.') : literal.replace(/[^\d.eE+-]/g, '');
  return { length: literal.length, number: { kind: 'number', ...decimalValue(written, budget) } };
}

function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

function decimalValue(written: string, budget: Budget): { value: Rational; decimal: boolean } {
  const [mantissa = '', power = '0'] = written.split(/[eE]/);
  const [integer = '', places = ''] = mantissa.split('.');
  if (integer.length + places.length > maximumDigits) throw new LimitError('a number has too many digits');
  const shift = Number(power) - places.length;
  if (Math.abs(shift) > maximumDigits) throw new LimitError('a number is too large or too small');
  const digits = BigInt(`0${integer}${places}`);
  budget.spend(1 + (integer.length + places.length) / 10);
  return {
    value:
      shift >= 0
        ? fraction(digits * 10n ** BigInt(shift), 1n, budget)
        : fraction(digits, 10n ** BigInt(-shift), budget),
    decimal: mantissa.includes('.') || shift < 0,
  };
}

/** 0.1666… with the cycle 6 is (16 − 1)/90. */
function repeatingValue(integer: string, fixed: string, cycle: string, budget: Budget): Rational {
  if (integer.length + fixed.length + cycle.length > maximumDigits) {
    throw new LimitError('a number has too many digits');
  }
  const before = BigInt(`0${integer}${fixed}`);
  const all = BigInt(`0${integer}${fixed}${cycle}`);
  const denominator = (10n ** BigInt(cycle.length) - 1n) * 10n ** BigInt(fixed.length);
  return fraction(all - before, denominator, budget);
}
