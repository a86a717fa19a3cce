/**
 * Log-softmax of one row of logits, in nats.
 *
 * @param start index of the row's first logit
 * @param count logits of the row
 * @param allowed at least one true; the others get −∞. Default: all
 */
export function logSoftmax(
  logits: ArrayLike<number>,
  start: number,
  count: number,
  allowed?: readonly boolean[],
): Float64Array {
  const row = new Float64Array(count);
  let largest = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < count; a++) {
    row[a] = allowed?.[a] === false ? Number.NEGATIVE_INFINITY : (logits[start + a] as number);
    largest = Math.max(largest, row[a] as number);
  }
  let sum = 0;
  for (let a = 0; a < count; a++) sum += Math.exp((row[a] as number) - largest);
  const logSum = largest + Math.log(sum);
  for (let a = 0; a < count; a++) row[a] = (row[a] as number) - logSum;
  return row;
}
