import type { Budget } from '../budget.js';
import { integer } from '../numbers/rational.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { addValues, divideValues, multiplyValues, negateValue } from './arithmetic.js';
import { sizeOfValue, type Value } from './value.js';

/** By elimination; the largest entry of a column is its pivot. */
export function determinant(rows: readonly (readonly Value[])[], budget: Budget): Value {
  const n = rows.length;
  if (rows.some((row) => row.length !== n))
    throw new UndefinedValue('the determinant of a matrix that is not square');
  const matrix = rows.map((row) => [...row]);
  let result: Value = integer(1);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (sizeOfValue(matrix[i]![k]!) > sizeOfValue(matrix[pivot]![k]!)) pivot = i;
    }
    if (sizeOfValue(matrix[pivot]![k]!) === Number.NEGATIVE_INFINITY) return integer(0);
    if (pivot !== k) {
      [matrix[pivot], matrix[k]] = [matrix[k]!, matrix[pivot]!];
      result = negateValue(result);
    }
    result = multiplyValues(result, matrix[k]![k]!, budget);
    for (let i = k + 1; i < n; i++) {
      const ratio = negateValue(divideValues(matrix[i]![k]!, matrix[k]![k]!, budget));
      for (let j = k; j < n; j++) {
        matrix[i]![j] = addValues(matrix[i]![j]!, multiplyValues(ratio, matrix[k]![j]!, budget), budget);
      }
    }
  }
  return result;
}
