/**
 * Solves A·x = b by Cholesky factorisation.
 *
 * @param matrix A, symmetric and positive definite, [n × n] row by row; overwritten
 * @param right b, n values; overwritten with x, which is also returned
 * @throws RangeError where A is not positive definite
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const at = (row: number, column: number) => matrix[row * size + column] as number;
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = at(row, column);
      for (let k = 0; k < column; k++) sum -= at(row, k) * at(column, k);
      if (row > column) matrix[row * size + column] = sum / at(column, column);
      else if (sum > 0) matrix[row * size + column] = Math.sqrt(sum);
      else throw new RangeError(`Expected a positive definite matrix, got the pivot ${sum} in row ${row}.`);
    }
  }
  for (let row = 0; row < size; row++) {
    let sum = right[row] as number;
    for (let k = 0; k < row; k++) sum -= at(row, k) * (right[k] as number);
    right[row] = sum / at(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = right[row] as number;
    for (let k = row + 1; k < size; k++) sum -= at(k, row) * (right[k] as number);
    right[row] = sum / at(row, row);
  }
  return right;
}
