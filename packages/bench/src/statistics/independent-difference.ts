import type { Interval } from '@roro/core';

/**
 * Interval of `a` − `b` from the intervals of two estimates that share no data (MOVER, Zou & Donner 2008):
 * low = d − √((a − a.low)² + (b.high − b)²), high = d + √((a.high − a)² + (b − b.low)²). Where both were measured on the same
 * queries it is too wide: compare them paired.
 */
export function independentDifference(a: Interval, b: Interval): Interval {
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}
