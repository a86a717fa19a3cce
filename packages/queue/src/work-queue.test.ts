import { setTimeout as delay } from 'node:timers/promises';
import { AbortError, ValidationError } from '@roro/core';
import { Queue } from 'bullmq';
import { expect, it } from 'vitest';
import { queuePrefix } from './queue-prefix.js';
import { square, squareOf, useWorkQueue } from './test/use-work-queue.js';

const world = useWorkQueue();

it('hands work to whoever takes it, and one job for one id', async () => {
  const early = [1, 2, 3].map((n) => world.queue.submit(squareOf(n)));
  const a = await world.take('a', square);
  const b = await world.take('b', square);
  const late = [3, 4, 5].map((n) => world.queue.submit(squareOf(n)));
  expect(await Promise.all([...early, ...late])).toEqual([1, 4, 9, 9, 16, 25].map((n) => ({ square: n })));
  expect(world.queue.size).toBe(0);
  // The result stays until it is let go of: a process that starts again needs no worker for it.
  await Promise.all([a, b].map((taker) => taker.close(1)));
  expect(await world.queue.submit(squareOf(4))).toEqual({ square: 16 });
  await world.queue.forget('square-4');
  const again = world.queue.submit(squareOf(4));
  await delay(100);
  expect(await world.queue.counts()).toEqual({ waiting: 1, active: 0 });
  await world.take('c', square);
  expect(await again).toEqual({ square: 16 });
});

it('gives a job back as failed with its reason: at once for bad content, after three attempts for the rest', async () => {
  let attempts = 0;
  const told: string[] = [];
  await world.take(
    'a',
    async ({ payload }) => {
      attempts += 1;
      if (payload === 'bad') throw new ValidationError({ message: 'Expected a number, got "bad".' });
      if (payload === 'twice' && attempts < 3) throw new Error('the disk hiccuped');
      return 'done';
    },
    { onNote: (text) => told.push(text) },
  );
  const bad = world.queue.submit({ id: 'bad', name: 'square', payload: 'bad' });
  await expect(bad).rejects.toThrow(/\(square\) failed on its worker: Expected a number, got "bad"/);
  expect(attempts).toBe(1);
  expect(told).toEqual(['Job square bad failed: Expected a number, got "bad".']);
  attempts = 0;
  expect(await world.queue.submit({ id: 'twice', name: 'square', payload: 'twice' })).toBe('done');
  expect(attempts).toBe(3);
  // A failed job is gone: the same command tries again.
  const again = world.queue.submit({ id: 'bad', name: 'square', payload: 1 });
  expect(await again).toBe('done');
});

it('goes on where a job of somebody else fails, and says so', async () => {
  await world.take('a', async ({ payload }) => {
    if (typeof payload !== 'number') throw new ValidationError({ message: 'no number' });
    return payload;
  });
  const stranger = new Queue('work', { connection: world.redis, prefix: queuePrefix });
  await stranger.add('odd', { evil: true }, { jobId: 'strange' });
  expect(await world.queue.submit({ id: 'n', name: 'n', payload: 7 })).toBe(7);
  while (world.notes.length === 0) await delay(20);
  expect(world.notes).toEqual(['A job that this command did not hand in (strange) failed: no number']);
  await stranger.close();
});

it('a worker that stops hands its unfinished jobs back, and another one does them', async () => {
  const begun = Promise.withResolvers<void>();
  const stopping = await world.take('stopping', ({ signal }) => {
    begun.resolve();
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new AbortError({ message: 'stopped' })));
    });
  });
  const result = world.queue.submit(squareOf(7));
  await begun.promise;
  expect(stopping.active).toBe(1);
  await stopping.close(0.1);
  expect(stopping.active).toBe(0);
  expect(await world.queue.counts()).toEqual({ waiting: 1, active: 0 });
  await world.take('next', square);
  expect(await result).toEqual({ square: 49 });
});

it('a worker that stops finishes what it can', async () => {
  const begun = Promise.withResolvers<void>();
  const stopping = await world.take('stopping', async (job) => {
    begun.resolve();
    await delay(150);
    return square(job);
  });
  const result = world.queue.submit(squareOf(8));
  await begun.promise;
  await stopping.close(5);
  expect(await result).toEqual({ square: 64 });
});
