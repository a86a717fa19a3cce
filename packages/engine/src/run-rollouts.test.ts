import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelPool, readJsonl, type Trajectory, trajectorySchema } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStepStore } from './disk-step-store.js';
import { diversity } from './diversity.js';
import type { EngineEvent } from './engine-event.js';
import { type RolloutsOptions, runRollouts } from './run-rollouts.js';
import { MemoryStepStore } from './step-store.js';
import {
  assign,
  lineGrader,
  randomAssign,
  randomReview,
  router,
  treeQueries,
  treeWorld,
  withoutSeconds,
} from './test/tree-world.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-rollouts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(pool: ModelPool, more: Partial<RolloutsOptions> = {}): RolloutsOptions {
  return {
    queries: treeQueries(12),
    benchmark: lineGrader,
    pool,
    router: ({ sample }) => (sample % 2 === 0 ? randomAssign(0.5) : randomReview(0.4)),
    groupSize: 4,
    seed: 7,
    generation: { samplesPerNode: 2 },
    ...more,
  };
}

const records = (trajectories: readonly Trajectory[]) => trajectories.map(withoutSeconds);

describe('runRollouts', () => {
  it('gives the same records at concurrency 1 and 64, in the order of queries and samples', async () => {
    const serial = await runRollouts(options(treeWorld().pool, { concurrency: 1 }));
    const { pool } = treeWorld(8);
    const path = join(folder, 'trajectories.jsonl');
    const finished: string[] = [];
    const parallel = await runRollouts(
      options(pool, {
        concurrency: 64,
        path,
        onEvent: (event) => {
          if (event.type === 'trajectory-end') finished.push(event.trajectory.id);
        },
      }),
    );
    expect(records(parallel.trajectories)).toEqual(records(serial.trajectories));
    expect(parallel.counts).toEqual(serial.counts);
    const ids = parallel.trajectories.map((trajectory) => trajectory.id);
    expect(new Set(ids).size).toBe(48);
    expect(finished).not.toEqual(ids);
    expect(parallel.trajectories.map(({ query, sample }) => `${query.id}/${sample}`)).toEqual(
      treeQueries(12).flatMap(({ id }) => [0, 1, 2, 3].map((sample) => `${id}/${sample}`)),
    );
    expect(readJsonl(path, trajectorySchema).records).toEqual(parallel.trajectories);
  });

  it('replays a run from the disk byte for byte, without a call', async () => {
    const { pool, small, large } = treeWorld(3);
    const first = new DiskStepStore(join(folder, 'steps'));
    await runRollouts(options(pool, { store: first, path: join(folder, 'a.jsonl') }));
    first.close();
    small.calls.length = 0;
    large.calls.length = 0;
    const second = new DiskStepStore(join(folder, 'steps'));
    const { counts } = await runRollouts(
      options(pool, { store: second, path: join(folder, 'b.jsonl'), concurrency: 1 }),
    );
    expect(small.calls.length + large.calls.length).toBe(0);
    expect(counts).toEqual({ requested: counts.saved, generated: 0, saved: counts.saved });
    expect(readFileSync(join(folder, 'b.jsonl'), 'utf8')).toBe(readFileSync(join(folder, 'a.jsonl'), 'utf8'));
  });

  it('shares prefixes: with one sample a node, equal routing costs one set of calls', async () => {
    const { pool, small } = treeWorld(2);
    const fixed = router('assign', () => assign('small'));
    const { trajectories, counts } = await runRollouts(
      options(pool, { router: fixed, groupSize: 8, generation: { samplesPerNode: 1 } }),
    );
    const distinct = trajectories
      .filter(({ sample }) => sample === 0)
      .reduce((sum, { steps }) => sum + steps.length, 0);
    expect(small.calls).toHaveLength(distinct);
    expect(counts).toEqual({ requested: 8 * distinct, generated: distinct, saved: 7 * distinct });
  });

  it('keeps k draws at every node', async () => {
    const fixed = router('assign', () => assign('small'));
    for (const samplesPerNode of [1, 3]) {
      const { pool, small } = treeWorld();
      const queries = treeQueries(1);
      await runRollouts(
        options(pool, { queries, router: fixed, groupSize: 32, generation: { samplesPerNode } }),
      );
      const atRoot = small.calls.filter((call) => call.prompt.length === 1);
      expect(new Set(atRoot.map((call) => call.seed)).size).toBe(samplesPerNode);
      expect(atRoot).toHaveLength(samplesPerNode);
    }
  });

  it('goes on from where another rollout was', async () => {
    const { pool, large } = treeWorld();
    const shared = { pool, queries: treeQueries(6), generation: { samplesPerNode: 4 }, groupSize: 8 };
    const store = new MemoryStepStore();
    const fixed = router('assign', () => assign('large'));
    const { trajectories } = await runRollouts(options(pool, { ...shared, router: fixed, store }));
    // One answer of at least three lines a query, mostly not the first.
    const references = shared.queries.map(
      ({ id }) =>
        trajectories.filter(({ query, steps }) => query.id === id && steps.length > 2).at(-1) as Trajectory,
    );
    expect(new Set(references.map(({ sample }) => sample)).size).toBeGreaterThan(1);
    large.calls.length = 0;
    const planned = router('assign', ({ steps }) => assign(steps.length < 2 ? 'large' : 'small'));
    const finish = async (more: Partial<RolloutsOptions>) => {
      const finished = await runRollouts(options(pool, { ...shared, router: planned, store, ...more }));
      return references.map(({ query, steps }) => {
        const own = finished.trajectories.filter((each) => each.query.id === query.id);
        const texts = own.map((each) => each.steps.map(({ text }) => text));
        const kept = steps.slice(0, 2).map(({ text }) => text);
        return {
          begun: texts.filter(([first, second]) => first === kept[0] && second === kept[1]).length,
          ends: new Set(texts.map((each) => each.slice(2).join(''))).size,
        };
      });
    };
    const drawsAs = ({ queryIndex }: { queryIndex: number }) => ({
      sample: (references[queryIndex] as Trajectory).sample,
      steps: 2,
    });
    for (const { begun, ends } of await finish({ drawsAs })) {
      expect(begun).toBe(8);
      // Four draws of the third line.
      expect(ends).toBeGreaterThan(2);
    }
    expect(large.calls).toHaveLength(0);
    for (const { begun } of await finish({})) expect(begun).toBeLessThan(8);
  });

  it('grows another tree under another generation seed', async () => {
    const { pool } = treeWorld();
    const texts = async (seed: number) => {
      const { trajectories } = await runRollouts(options(pool, { generation: { seed } }));
      return trajectories.map(({ steps }) => steps.map((step) => step.text).join(''));
    };
    expect(await texts(0)).toEqual(await texts(0));
    expect(await texts(0)).not.toEqual(await texts(1));
  });

  it('never asks a model for more than its maxConcurrency at a time', async () => {
    const { pool, small } = treeWorld(4);
    let inFlight = 0;
    let most = 0;
    const generate = small.doGenerate.bind(small);
    small.doGenerate = async (call) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      try {
        return await generate(call);
      } finally {
        inFlight -= 1;
      }
    };
    const models = pool.models.map((model) => ({ ...model, maxConcurrency: 3 }));
    await runRollouts(options({ ...pool, models }, { concurrency: 40 }));
    expect(most).toBe(3);
  });

  it('stops on abort without losing what was finished, and resumes to the same result', async () => {
    const path = join(folder, 'trajectories.jsonl');
    const { pool } = treeWorld(6);
    const whole = await runRollouts(options(treeWorld().pool));
    const controller = new AbortController();
    let finished = 0;
    const running = runRollouts(
      options(pool, {
        path,
        concurrency: 8,
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'trajectory-end' && ++finished === 10) controller.abort();
        },
      }),
    );
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    const kept = readJsonl(path, trajectorySchema).records;
    expect(kept.length).toBeGreaterThanOrEqual(10);
    expect(kept.length).toBeLessThan(48);
    // A crash while the next line was written.
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"version":1,"id":"to`);
    const resumed = await runRollouts(options(pool, { path }));
    expect(resumed.resumed).toBe(kept.length);
    expect(records(resumed.trajectories)).toEqual(records(whole.trajectories));
    const file = readJsonl(path, trajectorySchema);
    expect(file.tornLine).toBeUndefined();
    expect(file.records.map(({ id }) => id).sort()).toEqual(whole.trajectories.map(({ id }) => id).sort());
    const again = await runRollouts(options(pool, { path }));
    expect([again.resumed, again.counts.requested]).toEqual([48, 0]);
  });

  it('makes its own call when the owner of a shared one is aborted', async () => {
    const { pool, small } = treeWorld(30);
    const store = new MemoryStepStore();
    const controller = new AbortController();
    const fixed = router('assign', () => assign('small'));
    const shared = { router: fixed, store, groupSize: 1, queries: treeQueries(1) };
    const owner = runRollouts(options(pool, { ...shared, signal: controller.signal }));
    const waiter = runRollouts(options(pool, shared));
    await expect.poll(() => store.counts().requested).toBe(2);
    expect(store.counts().generated).toBe(1);
    controller.abort();
    await expect(owner).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await waiter).trajectories[0]?.finish).not.toBe('failed');
    expect(small.calls.length).toBeGreaterThan(0);
  });

  it('names another rollout for everything that determines it', async () => {
    const { pool } = treeWorld();
    const id = async (more: Partial<RolloutsOptions>) =>
      (await runRollouts(options(pool, { queries: treeQueries(1), groupSize: 1, ...more }))).trajectories[0]
        ?.id;
    const fixed = router('assign', () => assign('small'), 'fixed');
    const ids = [
      await id({}),
      await id({ seed: 8 }),
      await id({ firstSample: 2 }),
      await id({ router: fixed }),
      await id({ router: { ...fixed, knob: 1 } }),
      await id({ router: { ...fixed, version: '2' } }),
      await id({ generation: { temperature: 0 } }),
      await id({ budget: { maxSteps: 3 } }),
      await id({ pool: { ...pool, id: 'other' } }),
      await id({ failures: { fallbackModel: 'small' } }),
      await id({ drawsAs: () => ({ sample: 3, steps: 2 }) }),
      await id({ drawsAs: () => ({ sample: 3, steps: 1 }) }),
      await id({ drawsAs: () => ({ sample: 2, steps: 2 }) }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(await id({ drawsAs: () => undefined })).toBe(ids[0]);
    expect(await id({ failures: { retries: 9 }, concurrency: 1 })).toBe(ids[0]);
  });

  it('refuses numbers out of range, and stops at the first error that is not a model’s', async () => {
    const { pool } = treeWorld();
    await expect(runRollouts(options(pool, { groupSize: 0 }))).rejects.toThrow(/`groupSize`/);
    await expect(runRollouts(options(pool, { concurrency: 1.5 }))).rejects.toThrow(/`concurrency`/);
    await expect(runRollouts(options(pool, { seed: 0.5 }))).rejects.toThrow(/`seed`/);
    const drawsAs = () => ({ sample: 0, steps: -1 });
    await expect(runRollouts(options(pool, { drawsAs }))).rejects.toThrow(/`drawsAs.steps`/);
    const verifier = {
      verify: () => {
        throw new Error('broken verifier');
      },
    };
    await expect(
      runRollouts(options(pool, { benchmark: () => ({ ...lineGrader, verifier }) })),
    ).rejects.toThrow('broken verifier');
  });

  it('tells its host what happens', async () => {
    const { pool } = treeWorld();
    const events: EngineEvent[] = [];
    const { trajectories, counts } = await runRollouts(
      options(pool, { task: 'collect', onEvent: (event) => events.push(event) }),
    );
    const of = <T extends EngineEvent['type']>(type: T) =>
      events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
    expect(of('trajectory-start')).toHaveLength(48);
    expect(of('trajectory-end')).toHaveLength(48);
    expect(of('step-start')).toHaveLength(counts.requested);
    expect(of('step-end').filter((event) => event.reused)).toHaveLength(counts.saved);
    expect(of('decision')).toHaveLength(trajectories.reduce((sum, t) => sum + t.decisions.length, 0));
    expect(of('progress').at(-1)).toEqual({
      type: 'progress',
      task: 'collect',
      done: 48,
      total: 48,
      figures: { generated: counts.generated, saved: counts.saved },
    });
  });
});

describe('diversity', () => {
  it('reports patterns, outcomes and calls', async () => {
    const { pool } = treeWorld();
    const models = pool.models.map((model) => model.id);
    const alone = models.map((model) => router('assign', () => assign(model), `only-${model}`));
    const { trajectories, counts } = await runRollouts(
      options(pool, {
        groupSize: 6,
        router: ({ sample }) => alone[sample] ?? randomAssign(0.5),
        generation: { samplesPerNode: 1 },
      }),
    );
    const report = diversity(trajectories, models, counts);
    const { outcomes } = report;
    expect(report).toMatchObject({ queries: 12, trajectories: 72, calls: counts });
    expect(outcomes.unknown).toBe(0);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(12);
    const right = (sample: number) => trajectories.filter((t) => t.sample === sample && t.correct).length;
    expect(outcomes.bothRight + outcomes.onlyCheapestRight).toBe(right(0));
    expect(outcomes.bothRight + outcomes.onlyDearestRight).toBe(right(1));
    expect(report.accuracy).toBeCloseTo(trajectories.filter((t) => t.correct).length / 72, 12);
    expect(report.patternsPerQuery.least).toBeGreaterThanOrEqual(2);
    expect(report.patternsPerQuery.most).toBeGreaterThan(report.patternsPerQuery.least);
    expect(report.mixedShare).toBeGreaterThan(0);
  });

  it('says unknown, not zero, where nothing is known', () => {
    const report = diversity([], ['small', 'large']);
    expect(report.accuracy).toBeUndefined();
    expect(report.outcomes.unknown).toBe(0);
  });
});
