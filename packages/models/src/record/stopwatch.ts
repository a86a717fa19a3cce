/** Starts to measure; every call gives the seconds since, to the microsecond. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => Math.round((performance.now() - start) * 1e3) / 1e6;
}
