import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { square, squareOf, useWorkQueue } from './test/use-work-queue.js';

const world = useWorkQueue();

it('a worker that is cut off loses its job to another', async () => {
  const hung = Promise.withResolvers<unknown>();
  const begun = Promise.withResolvers<void>();
  const cutOff = await world.take(
    'cut-off',
    () => {
      begun.resolve();
      return hung.promise;
    },
    { concurrency: 1 },
  );
  const result = world.queue.submit(squareOf(6));
  await begun.promise;
  // It renews its locks no more.
  cutOff.redis.disconnect();
  await world.take('healthy', square);
  expect(await result).toEqual({ square: 36 });
  hung.resolve({ square: -1 });
  while (world.notes.length === 0) await delay(20);
  expect(world.notes).toEqual(['A job whose worker stopped in the middle: others take over.']);
});

it('an abort withdraws what nobody has begun', async () => {
  const controller = new AbortController();
  const results = [1, 2, 3].map((n) => world.queue.submit(squareOf(n), controller.signal));
  while ((await world.queue.counts()).waiting < 3) await delay(10);
  controller.abort();
  for (const result of results) await expect(result).rejects.toMatchObject({ code: 'ABORTED' });
  while ((await world.queue.counts()).waiting > 0) await delay(10);
  expect(world.queue.size).toBe(0);
});

it('a server that is killed and started again loses nothing', async () => {
  let performed = 0;
  await world.take('a', async (job) => {
    performed += 1;
    await delay(30);
    return square(job);
  });
  const results = Promise.all(Array.from({ length: 40 }, (_, n) => world.queue.submit(squareOf(n))));
  while (performed < 10) await delay(5);
  await world.server.kill();
  await delay(100);
  await world.server.start();
  expect(await results).toEqual(Array.from({ length: 40 }, (_, n) => ({ square: n ** 2 })));
}, 20_000);

it('a server that has forgotten everything gets the jobs again', async () => {
  const results = Promise.all([1, 2, 3].map((n) => world.queue.submit(squareOf(n))));
  while ((await world.queue.counts()).waiting < 3) await delay(10);
  await world.redis.flushall();
  await world.take('a', square);
  expect(await results).toEqual([1, 4, 9].map((n) => ({ square: n })));
}, 20_000);
