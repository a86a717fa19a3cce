import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type ModelPool, type Query, type Router, type Trajectory } from '@roro/core';
import { MemoryStepStore, runRollouts } from '@roro/engine';
import { CallStore, recordPool, replayPool } from '@roro/models';
import { fixedRouter } from '@roro/routers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findBenchmark } from './benchmarks.js';
import { ReplayedStepStore } from './replayed-step-store.js';
import { type LineWorld, lineWorld } from './test/line-world.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-replayed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The large model refuses the first of three questions. */
function makeWorld(): LineWorld {
  const refused: string[] = [];
  const world = lineWorld(3, {
    small: () => [],
    large: ({ prompt }) => {
      if (refused.includes(prompt)) throw new Error('no such model');
      return [];
    },
  });
  refused.push((world.queries[0] as Query).prompt);
  return world;
}

async function rollOut(
  pool: ModelPool,
  store: MemoryStepStore | ReplayedStepStore,
  queries: readonly Query[],
  router: Router = fixedRouter(-1),
): Promise<Trajectory[]> {
  const { trajectories } = await runRollouts({
    pool,
    store,
    queries,
    router,
    benchmark: findBenchmark('sums'),
    seed: 1,
    failures: { retries: 0 },
  });
  return trajectories;
}

async function recorded(world: LineWorld, count: number): Promise<Trajectory[]> {
  const calls = new CallStore(folder);
  const { pool } = world.setting;
  const trajectories = await rollOut(
    recordPool(pool, calls),
    new MemoryStepStore(),
    world.queries.slice(0, count),
  );
  calls.close();
  return trajectories;
}

it('a failure that was recorded is a failure again', async () => {
  const world = makeWorld();
  const first = await recorded(world, 3);
  expect(first.map(({ finish }) => finish)).toEqual(['failed', 'answered', 'answered']);
  const calls = world.large.calls.length;
  const store = new ReplayedStepStore(new MemoryStepStore());
  expect(await rollOut(replayPool(world.setting.pool, new CallStore(folder)), store, world.queries)).toEqual(
    first,
  );
  expect(world.large.calls).toHaveLength(calls);
});

it('a call that was not recorded ends the run: which model, where it differs, the next step', async () => {
  const world = makeWorld();
  await recorded(world, 2);
  const store = new ReplayedStepStore(new MemoryStepStore());
  const pool = replayPool(world.setting.pool, new CallStore(folder));
  const error: unknown = await rollOut(pool, store, world.queries).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as Error).message).toMatch(
    /^This call of model "roro-mock\/large" was not recorded in .*: of the \d+ that were, the nearest differs in .*prompt.*\. Record it with the same configuration \(`--record <folder>`/,
  );
});

it('a router that asked for it while it decided cannot go on by its fallback', async () => {
  const world = makeWorld();
  await recorded(world, 2);
  const store = new ReplayedStepStore(new MemoryStepStore());
  const pool = replayPool(world.setting.pool, new CallStore(folder));
  const router: Router = {
    id: 'drafting',
    version: '1',
    mode: 'assign',
    decide: async ({ calls }) => {
      await calls?.draft('small');
      return { action: { type: 'assign', model: 'large' } };
    },
  };
  await expect(rollOut(pool, store, world.queries.slice(1, 2), router)).rejects.toThrow(
    /^No call of model "roro-mock\/small" was recorded in .*; it holds calls of roro-mock\/large\./,
  );
});
