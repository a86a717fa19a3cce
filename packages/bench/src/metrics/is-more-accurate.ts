/** Means of thousands of outcomes differ by less than this only by rounding. */
export const accuracyTolerance = 1e-9;

/** Whether `a` is above `b` by more than a rounding error: a gap that one may divide by. */
export function isMoreAccurate(a: number, b: number): boolean {
  return a - b > accuracyTolerance;
}
