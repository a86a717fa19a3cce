import { Random } from '@roro/core';
import type { Budget } from '../budget.js';
import { integer, type Rational } from '../numbers/rational.js';
import { addValues, multiplyValues } from './arithmetic.js';
import type { Value } from './value.js';

/**
 * A value for something that is known by its name and its parts alone, such as f(x) or an integral: a cubic of the parts
 * whose coefficients follow from the name, so that equal parts give equal values, and others do not.
 */
export function opaqueValue(name: string, parts: readonly Value[], budget: Budget): Value {
  const random = new Random('grade', 'opaque', name, parts.length);
  const coefficient = (): Rational => integer(random.integer(3, 97));
  let total: Value = coefficient();
  for (const part of parts) {
    let cubic = addValues(part, coefficient(), budget);
    for (let degree = 2; degree <= 3; degree++) {
      cubic = addValues(multiplyValues(cubic, part, budget), coefficient(), budget);
    }
    total = addValues(total, cubic, budget);
  }
  return total;
}
