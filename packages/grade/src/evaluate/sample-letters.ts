import { Random } from '@roro/core';
import { integer } from '../numbers/rational.js';
import type { Letters } from './evaluate.js';
import type { Value } from './value.js';

/** Points at which two expressions are compared. */
export const samplePoints = 6;

/**
 * Values of all letters at one of the sample points: fractions of either sign, below 4, that depend on the letter's name
 * alone. Whole numbers from 2 to 13 where factorials or powers of −1 have to be defined.
 */
export function sampleLetters(point: number, whole: boolean): Letters {
  const values = new Map<string, Value>();
  return (name) => {
    let value = values.get(name);
    if (value === undefined) {
      const random = new Random('grade', 'letter', name, point);
      const size = random.integer(17, 499);
      // All positive at even points, so that roots and logarithms of letters have values; all negative at the first odd one.
      const isNegative = point % 2 === 1 && (point === 1 || random.integer(0, 1) === 1);
      const sign = isNegative ? -1n : 1n;
      value = whole ? integer(random.integer(2, 13)) : { n: sign * BigInt(2 * size + 1), d: 256n };
      values.set(name, value);
    }
    return value;
  };
}
