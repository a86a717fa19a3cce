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
  const row = Float64Array.from({ length: count }, (_, a) =>
    allowed?.[a] === false ? Number.NEGATIVE_INFINITY : (logits[start + a] as number),
  );
  const largest = row.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const logSum = largest + Math.log(sum);
  return row.map((logit) => logit - logSum);
}
