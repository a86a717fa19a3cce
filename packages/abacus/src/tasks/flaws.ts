import type { Random } from '@roro/core';
import type { Line, Operation } from './program.js';

/**
 * A way of getting a line wrong that a training mix can teach. Each depends on the operands, so that no operation
 * is always right or always wrong, and each can be taught with any share: near 1 as a firm belief (confident
 * mistakes), near a half as a habit (uncertain ones).
 */
export interface Flaw {
  /** Whether the condition on the operands holds. */
  applies(line: Line, operation: Operation): boolean;
  /**
   * What is written instead: a wrong line, and the line that goes with it where the mistake takes two. Empty where
   * this kind of mistake is impossible here.
   * @param value The value that the operation changes.
   */
  wrong(line: Line, operation: Operation, value: number, random: Random): Line[];
}

const borrows = (line: Line): boolean => line.kind === 'subtract' && line.left % 10 < line.right % 10;
const carries = (line: Line): boolean => line.kind === 'add' && (line.left % 10) + (line.right % 10) >= 10;
const withResult = (line: Line, result: number): Line[] =>
  result < 0 || result > 99 || result === line.result ? [] : [{ ...line, result }];

/** 52−17 = 45: the smaller digit is taken from the larger. */
function smallerFromLarger(line: Line): Line[] {
  if (!borrows(line)) return [];
  const tens = Math.floor(line.left / 10) - Math.floor(line.right / 10);
  return withResult(line, tens * 10 + Math.abs((line.left % 10) - (line.right % 10)));
}

/** 38+45 = 73: the carry is lost. */
function lostCarry(line: Line): Line[] {
  return carries(line) ? withResult(line, line.result - 10) : [];
}

/** 7·8 = 49 or 63: a neighbouring entry of the multiplication table. */
function neighbouringEntry(line: Line, _: Operation, __: number, random: Random): Line[] {
  if (line.operator !== '*') return [];
  return withResult(line, line.result + (random.bernoulli(0.5) ? line.right : -line.right));
}

/** 84/7 = 11 or 13. */
function neighbouringQuotient(line: Line, _: Operation, __: number, random: Random): Line[] {
  if (line.kind !== 'divide') return [];
  return withResult(line, line.result + (random.bernoulli(0.5) ? 1 : -1));
}

/** 95%7: 12·7 instead of 13·7, so that the remainder is too large. */
function lowMultiple(line: Line): Line[] {
  return line.kind === 'multiple' ? withResult(line, line.result - line.right) : [];
}

/** 53+8/2: 53+8 comes first. */
function leftToRight(line: Line, operation: Operation, value: number): Line[] {
  const { operator, operand, inner } = operation;
  if (inner === undefined || line.left !== operand || line.operator !== inner.operator) return [];
  const first = operator === '+' ? value + operand : value - operand;
  const second = inner.operator === '*' ? first * inner.operand : Math.floor(first / inner.operand);
  if (first < 0 || first > 99 || second > 99) return [];
  return [
    {
      ...line,
      left: value,
      operator: operator as '+' | '-',
      right: operand,
      result: first,
    },
    {
      ...line,
      repeats: '',
      rest: 0,
      left: first,
      operator: inner.operator,
      right: inner.operand,
      result: second,
    },
  ];
}

const even = (n: number): boolean => n % 2 === 0;
const tens = (n: number): number => Math.floor(n / 10);

/** Kinds of mistake that a mix may teach, by name. */
export const FLAWS = {
  /** Borrowing from an even subtrahend digit. */
  smallerFromLarger: { applies: (line: Line) => borrows(line) && even(line.right), wrong: smallerFromLarger },
  /** Carrying into an odd number of tens. */
  lostCarry: { applies: (line: Line) => carries(line) && !even(tens(line.left)), wrong: lostCarry },
  /** Products of a digit of 5 or more. */
  neighbouringEntry: {
    applies: (line: Line) => line.operator === '*' && line.left % 10 >= 5 && line.right >= 3,
    wrong: neighbouringEntry,
  },
  neighbouringQuotient: {
    applies: (line: Line) => line.kind === 'divide' && !even(line.right),
    wrong: neighbouringQuotient,
  },
  /** Remainders by an even number. */
  lowMultiple: { applies: (line: Line) => line.kind === 'multiple' && even(line.right), wrong: lowMultiple },
  /** Precedence after a minus. */
  leftToRight: {
    applies: (_: Line, operation: Operation) => operation.inner !== undefined && operation.operator === '-',
    wrong: leftToRight,
  },
  /** Borrowing from a subtrahend that ends in 9. */
  hardBorrow: { applies: (line: Line) => borrows(line) && line.right % 10 === 9, wrong: smallerFromLarger },
  /** Carrying a ones sum of 16 and more. */
  hardCarry: {
    applies: (line: Line) => carries(line) && (line.left % 10) + (line.right % 10) >= 16,
    wrong: lostCarry,
  },
  /** Remainders by 5. */
  hardMultiple: { applies: (line: Line) => line.kind === 'multiple' && line.right === 5, wrong: lowMultiple },
  /** Division by 5. */
  hardQuotient: {
    applies: (line: Line) => line.kind === 'divide' && line.right === 5,
    wrong: neighbouringQuotient,
  },
} as const satisfies Record<string, Flaw>;
export type FlawName = keyof typeof FLAWS;

/** A mistake of any kind on this line, for traces that show how it is corrected. Never the right line. */
export function drawSlip(line: Line, operation: Operation, value: number, random: Random): Line {
  if (random.bernoulli(0.6)) {
    const typical = [
      smallerFromLarger,
      lostCarry,
      neighbouringEntry,
      neighbouringQuotient,
      lowMultiple,
      leftToRight,
    ]
      .map((wrong) => wrong(line, operation, value, random)[0])
      .filter((wrong) => wrong !== undefined);
    if (typical.length > 0) return random.pick(typical);
  }
  const change = random.integer(1, 9) * (random.bernoulli(0.5) ? 1 : 10);
  return { ...line, result: (line.result + change) % 100 };
}
