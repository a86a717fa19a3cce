import { connectRedis, takeWork, WorkQueue } from '@roro/queue';

/** Squares numbers in as many processes as take the work; here both sides are one process. */
export async function squares(url: string, numbers: readonly number[]): Promise<unknown[]> {
  const redis = await connectRedis(url, { name: 'example' });
  const taker = takeWork({
    redis,
    queue: 'squares',
    worker: 'here',
    concurrency: 4,
    perform: async ({ payload }) => Number(payload) ** 2,
  });
  const queue = await WorkQueue.open({ redis, name: 'squares' });
  const results = await Promise.all(
    numbers.map(async (payload) => {
      // The id says what the result depends on: asked twice, done once.
      const item = { id: `square-${payload}`, name: 'square', payload };
      const result = await queue.submit(item);
      await queue.forget(item.id);
      return result;
    }),
  );
  await taker.close(5);
  await queue.close();
  redis.disconnect();
  return results;
}
