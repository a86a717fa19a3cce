/**
 * Up to `count` quantiles of observed values at equal shares, from the smallest to the largest, rising, without doubles.
 *
 * @param values at least one, finite
 * @param count ≥ 2, default 20
 */
export function quantileGrid(values: readonly number[], count = 20): number[] {
  if (values.length === 0) throw new RangeError('Expected at least one value to make a grid of, got none.');
  const sorted = [...values].sort((a, b) => a - b);
  const quantiles = Array.from(
    { length: count },
    (_, index) => sorted[Math.round((index / (count - 1)) * (sorted.length - 1))] as number,
  );
  return [...new Set(quantiles)];
}
