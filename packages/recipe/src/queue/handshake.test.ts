import { setTimeout as delay } from 'node:timers/promises';
import type { Router, RouterFamily } from '@roro/core';
import { MemoryStepStore, runRollouts } from '@roro/engine';
import { connectRedis, redisAddress, WorkQueue } from '@roro/queue';
import { hasRedis, noRedis, type RedisServer, startRedis } from '@roro/queue/test';
import { randomRouter, specifiedFamily } from '@roro/routers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../config.js';
import { engineOptions, graderOf } from '../settings.js';
import { lineWorld } from '../test/line-world.js';
import { connectWorkers, type WorkersConnection } from './connect-workers.js';
import { runWorker } from './run-worker.js';
import { describeWork, workQueueName } from './work-description.js';

let server: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
const connections: WorkersConnection[] = [];
const stops: { stop: AbortController; ended: Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { stop } of stops) stop.abort();
  await Promise.all([
    ...stops.splice(0).map(({ ended }) => ended),
    ...connections.splice(0).map((each) => each.close()),
  ]);
});
afterAll(() => server?.close());

const url = (): string => server?.url ?? '';
const { queries, small, large } = lineWorld(12, { small: () => [1] });

/** Calls in flight of the small model, over all workers of this process. */
const inFlight = { now: 0, most: 0 };
const slow = Object.assign(Object.create(small), {
  async doGenerate(options: Parameters<typeof small.doGenerate>[0]) {
    inFlight.now += 1;
    inFlight.most = Math.max(inFlight.most, inFlight.now);
    await delay(5);
    inFlight.now -= 1;
    return small.doGenerate(options);
  },
});

const config = (more: ConfigInput = {}) =>
  parseConfig({
    settings: [
      {
        id: 'lines',
        pool: {
          small: { model: slow, parameters: 100, maxConcurrency: 2 },
          large: { model: large, parameters: 1000 },
        },
      },
    ],
    benchmarks: ['sums'],
    ...more,
  });

async function startWorker(
  name: string,
  more: ConfigInput = {},
  families: readonly RouterFamily[] = [],
): Promise<string[]> {
  const notes: string[] = [];
  const stop = new AbortController();
  const started = Promise.withResolvers<void>();
  const ended = runWorker({
    config: config(more),
    families,
    url: url(),
    name,
    concurrency: 4,
    signal: stop.signal,
    patience: 1,
    onNote: (text) => notes.push(text),
    onStart: () => started.resolve(),
  });
  stops.push({ stop, ended });
  await started.promise;
  return notes;
}

async function connect(run: string, more: ConfigInput = {}, families: readonly RouterFamily[] = []) {
  const notes: string[] = [];
  const connection = await connectWorkers({
    config: config(more),
    families,
    run: { id: run },
    url: url(),
    onNote: (text) => notes.push(text),
  });
  connections.push(connection);
  return { connection, notes };
}

async function rollOut(connection: WorkersConnection, router = randomRouter(0.3)): Promise<string[]> {
  const given = config();
  const [{ pool }] = lineWorldSettings();
  const { trajectories } = await runRollouts({
    ...engineOptions(given),
    pool,
    queries,
    benchmark: graderOf(given),
    router,
    groupSize: 3,
    seed: 1,
    store: connection.over(new MemoryStepStore()),
  });
  return trajectories.map(({ id }) => id);
}

/** As the configuration makes it, without models that could be asked. */
function lineWorldSettings() {
  const nobody = (model: typeof small) =>
    Object.assign(Object.create(model), { doGenerate: () => Promise.reject(new Error('asked here')) });
  const models = [
    { id: 'small', model: nobody(small), parameters: 100 },
    { id: 'large', model: nobody(large), parameters: 1000 },
  ];
  return [{ pool: { id: 'lines', models } }] as const;
}

it('two workers keep the limit of a model together', async () => {
  await Promise.all([startWorker('a'), startWorker('b')]);
  const { connection, notes } = await connect('limit');
  expect(notes).toEqual([`Work goes to Redis at ${redisAddress(url())}. Workers: a, b`]);
  inFlight.most = 0;
  expect(new Set(await rollOut(connection)).size).toBe(36);
  expect(inFlight.most).toBe(2);
});

it('a worker of another configuration is refused, and both sides say what differs', async () => {
  const { connection } = await connect('refused');
  const notes = await startWorker('odd', { generation: { temperature: 1 } });
  expect(notes.join()).toMatch(
    /Takes no work of run refused .*: this worker has another setting "lines" \(models, generation, budget\)\. Start it with the same/,
  );
  await connection.close();
  const again = await connect('refused');
  expect(again.notes.join()).toMatch(/Worker odd .* is refused: it has another setting "lines".*/);
  expect(again.notes.join()).toMatch(/Work waits at Redis .* for workers: start some with `roro worker/);
});

it('one name stands for one configuration', async () => {
  const { connection } = await connect('name');
  await connection.close();
  await expect(connect('name', { seed: 9 })).rejects.toThrow(
    /Run "name" is at the queue with another configuration.*--run/,
  );
  const { connection: same } = await connect('name');
  await same.finish();
  connections.splice(0);
  await connect('name', { seed: 9 });
});

it('calls are not recorded by a command that makes none', async () => {
  await expect(connect('record', { calls: { record: 'calls' } })).rejects.toThrow(/leave out --queue/i);
});

it('a payload that is no job fails with a reason, and the run goes on', async () => {
  const told = await startWorker('a');
  const { connection, notes } = await connect('malformed');
  const redis = await connectRedis(url(), { name: 'stranger' });
  const stranger = await WorkQueue.open({ redis, name: workQueueName(describeWork(config())) });
  const strange = { id: 'strange', name: 'rollouts', payload: { version: 1, type: 'shell' } };
  await expect(stranger.submit(strange)).rejects.toThrow(/The job does not fit its schema at type/);
  expect(await rollOut(connection)).toHaveLength(36);
  while (!notes.some((note) => note.includes('strange'))) await delay(20);
  expect(notes.join()).toMatch(/did not hand in \(strange\) failed: The job does not fit its schema at type/);
  expect(told.join()).toMatch(/Job rollouts strange failed: The job does not fit its schema at type/);
  await stranger.close();
  redis.disconnect();
});

it('leaves nothing of a finished run in Redis', async () => {
  await startWorker('a');
  const { connection } = await connect('clean');
  await rollOut(connection);
  const redis = await connectRedis(url(), { name: 'look' });
  expect(await redis.hlen('roro:run:clean:steps')).toBeGreaterThan(10);
  await connection.finish();
  connections.splice(0);
  expect(await redis.keys('roro:run:clean*')).toEqual([]);
  expect(await redis.keys('roro:work-*:[0-9a-f]*-0')).toEqual([]);
  redis.disconnect();
});

it('routers of another package are made by workers that have it, and by no others', async () => {
  const theirs: Router = {
    id: 'theirs',
    version: '1',
    mode: 'assign',
    decide: ({ models, steps }) => ({
      action: { type: 'assign', model: models[steps.length % models.length]?.id ?? '' },
    }),
  };
  const family: RouterFamily = {
    ...{ id: 'theirs', title: 'Theirs', mode: 'assign', source: 'a package', training: 'none' },
    create: () => theirs,
  };
  await startWorker('with', {}, [family]);
  await startWorker('without');
  const { connection, notes } = await connect('package', {}, [family]);
  expect(notes.join()).toMatch(/Worker without .* is refused: it lacks router packages.*Workers: with$/);
  expect(await rollOut(connection, specifiedFamily(family).create())).toHaveLength(36);
  await expect(rollOut(connection, theirs)).rejects.toThrow(
    /the router "theirs": it has no `spec`.*routerPackages/,
  );
});
