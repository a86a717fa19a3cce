/**
 * `Promise.all` that waits for all of them before it throws: what is still on its way is then kept, and nothing goes on behind
 * the caller's back.
 *
 * @throws what the first of them in their order was rejected with
 */
export async function settled<T>(promises: Iterable<T | PromiseLike<T>>): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value as T;
  });
}
