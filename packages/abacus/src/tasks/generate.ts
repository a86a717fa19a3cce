import type { Random } from '@roro/core';
import type { Operation, Program } from './program.js';
import { isLongProduct } from './program.js';
import type { Distractor } from './render.js';
import { renderSymbols, renderWords } from './render.js';

/** Names of the five benchmarks. */
export const BENCHMARKS = ['sums', 'mixed', 'modular', 'long', 'word'] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

type Sort =
  | 'add' // no carry
  | 'carry'
  | 'subtract' // no borrow
  | 'borrow'
  | 'long-product'
  | 'quotient'
  | 'precedence'
  | 'remainder';

/** Index of the last letter that may name a value (i): few names, so that tiny models know each of them well. */
const LAST_NAME = 8;

/** Most operations of a prompt. */
export const MOST_OPERATIONS = 8;

interface Profile {
  /** Number of operations, both included. */
  length: readonly [number, number];
  /** Probability that a chain begins in a hard stretch, and that a stretch goes on with the next operation. */
  hard: number;
  stay: number;
  easySorts: Partial<Record<Sort, number>>;
  hardSorts: Partial<Record<Sort, number>>;
}

const PROFILES: Record<BenchmarkName, Profile> = {
  sums: {
    length: [3, 5],
    hard: 0.5,
    stay: 0.75,
    easySorts: { add: 1, subtract: 1 },
    hardSorts: { carry: 1, borrow: 1 },
  },
  mixed: {
    length: [3, 5],
    hard: 0.5,
    stay: 0.75,
    easySorts: { add: 1, subtract: 1 },
    hardSorts: { carry: 0.7, borrow: 0.7, 'long-product': 1, quotient: 1, precedence: 1 },
  },
  modular: {
    length: [3, 5],
    hard: 0.5,
    stay: 0.75,
    easySorts: { add: 1, subtract: 1 },
    hardSorts: { carry: 1, borrow: 0.7, remainder: 1.6 },
  },
  long: {
    length: [7, MOST_OPERATIONS],
    hard: 0.25,
    stay: 0.8,
    easySorts: { add: 1, subtract: 1 },
    hardSorts: { carry: 1, borrow: 1, quotient: 0.5, remainder: 0.5 },
  },
  word: {
    length: [2, 4],
    hard: 0.5,
    stay: 0.75,
    easySorts: { add: 1, subtract: 1 },
    hardSorts: { carry: 1, borrow: 1, 'long-product': 0.7, quotient: 0.7 },
  },
};

/** Draws one prompt of a benchmark; `length` overrides its number of operations. */
export function generatePrompt(
  benchmark: BenchmarkName,
  random: Random,
  length: readonly [number, number] = PROFILES[benchmark].length,
): string {
  const profile = PROFILES[benchmark];
  const program = generateProgram(profile, random.integer(length[0], length[1]), random);
  return benchmark === 'word'
    ? renderWords(program, drawDistractors(program, random))
    : renderSymbols(program);
}

function drawDistractors(program: Program, random: Random): Distractor[] {
  const outside = (index: number): boolean =>
    index < program.firstName || index > program.firstName + program.operations.length;
  const free = Array.from({ length: 26 }, (_, index) => index).filter(outside);
  return random
    .shuffle(free)
    .slice(0, random.integer(0, 1))
    .map((person) => ({
      at: random.integer(0, program.operations.length),
      person,
      age: random.integer(10, 99),
    }));
}

function generateProgram(profile: Profile, count: number, random: Random): Program {
  const start = random.integer(10, 99);
  let value = start;
  let hard = random.bernoulli(profile.hard);
  const operations: Operation[] = [];
  while (operations.length < count) {
    const { operation, result } = drawOperation(value, hard ? profile.hardSorts : profile.easySorts, random);
    operations.push(operation);
    value = result;
    // A stretch that ends gives way to a hard one with probability `hard`, so that share is kept on average.
    if (!random.bernoulli(profile.stay)) hard = random.bernoulli(profile.hard);
  }
  return { firstName: random.integer(0, LAST_NAME - count), start, operations };
}

/** An operation of one of the sorts that fits the value; sorts that no operand makes possible are left out. */
function drawOperation(
  value: number,
  sorts: Partial<Record<Sort, number>>,
  random: Random,
): { operation: Operation; result: number } {
  const names = Object.keys(sorts) as Sort[];
  const weights = names.map((name) => sorts[name] ?? 0);
  for (let attempt = 0; attempt < 200; attempt++) {
    const drawn = drawSort(names[random.categorical(weights)] as Sort, value, random);
    if (drawn !== undefined) return drawn;
  }
  // Where a value allows none of the wished sorts (0 in a hard stretch), an easy addition always fits or an easy subtraction.
  const operand = random.integer(10, 40);
  return value < 50
    ? { operation: { operator: '+', operand }, result: value + operand }
    : { operation: { operator: '-', operand }, result: value - operand };
}

function drawSort(
  sort: Sort,
  value: number,
  random: Random,
): { operation: Operation; result: number } | undefined {
  const operand = random.integer(2, 99);
  const digit = random.integer(2, 9);
  const ones = value % 10;
  switch (sort) {
    case 'add':
    case 'carry': {
      const carries = ones + (operand % 10) >= 10;
      if (value + operand > 99 || carries !== (sort === 'carry')) return undefined;
      return { operation: { operator: '+', operand }, result: value + operand };
    }
    case 'subtract':
    case 'borrow': {
      const borrows = ones < operand % 10;
      if (value - operand < 2 || borrows !== (sort === 'borrow')) return undefined;
      return { operation: { operator: '-', operand }, result: value - operand };
    }
    case 'long-product': {
      if (value < 2 || value * digit > 99) return undefined;
      if (!isLongProduct(value)) return undefined;
      return { operation: { operator: '*', operand: digit }, result: value * digit };
    }
    case 'quotient': {
      if (value % digit !== 0 || value < 10 || digit > 5) return undefined;
      return { operation: { operator: '/', operand: digit }, result: value / digit };
    }
    case 'remainder': {
      if (value < 20 || digit < 3 || digit > 6) return undefined;
      return { operation: { operator: '%', operand: digit }, result: value % digit };
    }
    case 'precedence': {
      const operator = random.bernoulli(0.5) ? '+' : '-';
      const times = random.bernoulli(0.5);
      const left = times ? random.integer(2, 9) : operand - (operand % digit);
      if (left < 2 || digit > 5) return undefined;
      const part = times ? left * digit : left / digit;
      const result = operator === '+' ? value + part : value - part;
      if (result < 2 || result > 99) return undefined;
      return {
        operation: { operator, operand: left, inner: { operator: times ? '*' : '/', operand: digit } },
        result,
      };
    }
  }
}
