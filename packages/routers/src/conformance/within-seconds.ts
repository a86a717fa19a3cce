/**
 * What the work comes to, if it does so in time. Work that blocks the thread is late too, when it returns.
 *
 * @throws Error after `seconds` without an outcome; whatever the work throws
 */
export async function withinSeconds<T>(
  seconds: number,
  what: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const begin = performance.now();
  const timer = setTimeout(
    () => reject(new Error(`Expected ${what} within ${seconds} s, got none.`)),
    seconds * 1000,
  );
  try {
    const outcome = await Promise.race([work(), late]);
    const taken = (performance.now() - begin) / 1000;
    if (taken > seconds) {
      throw new Error(`Expected ${what} within ${seconds} s, but it took ${taken.toFixed(1)} s.`);
    }
    return outcome;
  } finally {
    clearTimeout(timer);
  }
}
