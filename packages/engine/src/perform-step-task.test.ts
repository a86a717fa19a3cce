import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type PoolModel, type Trajectory } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { engineIdentity } from './engine-identity.js';
import { MeteredStepStore } from './metered-step-store.js';
import { performStepTask } from './perform-step-task.js';
import { exploreRoutingTree } from './routing-tree.js';
import { runRollouts } from './run-rollouts.js';
import { scoreTrajectory } from './score-trajectory.js';
import { labelScorer } from './scorers/label-scorer.js';
import { MemoryStepStore, type StepStore, type StoredStep } from './step-store.js';
import type { StepTask, StepWork } from './step-work.js';
import {
  lineGrader,
  randomAssign,
  randomReview,
  treeQueries,
  treeWorld,
  withoutSeconds,
} from './test/tree-world.js';

const engine = { generation: { samplesPerNode: 2 } };
const base = { queries: treeQueries(6), benchmark: lineGrader, groupSize: 4, seed: 7, ...engine };
const router = ({ sample }: { sample: number }) => (sample % 2 === 0 ? randomAssign(0.5) : randomReview(0.4));

/** A store whose steps are made in another world, from the task alone. */
class ElsewhereStore extends MemoryStepStore {
  readonly tasks: StepTask[] = [];
  readonly #pool = treeWorld().pool;

  async prepare({ task }: StepWork): Promise<number> {
    this.tasks.push(task);
    const elsewhere = new MemoryStepStore();
    let made = 0;
    const tap: StepStore = {
      step: async (address, generate) => {
        const step: StoredStep = await elsewhere.step(address, generate);
        await this.step(address, async () => {
          made += 1;
          return step;
        });
        return step;
      },
      size: 0,
      counts: () => elsewhere.counts(),
      flush: () => undefined,
      close: () => undefined,
    };
    await performStepTask(task, { ...engine, pool: this.#pool, format: lineGrader.format, store: tap });
    return made;
  }
}

const records = (trajectories: readonly Trajectory[]) => trajectories.map(withoutSeconds);

describe('a store that has its steps made elsewhere', () => {
  it('gives rollouts the same records and counts, and asks no model here', async () => {
    const drawsAs = ({ sample }: { sample: number }) => (sample === 3 ? { sample: 1, steps: 2 } : undefined);
    const inProcess = await runRollouts({ ...base, router, drawsAs, pool: treeWorld().pool });
    const { pool, small, large } = treeWorld();
    const store = new ElsewhereStore();
    const worked = await runRollouts({ ...base, router, drawsAs, pool, store, concurrency: 2 });
    expect(small.calls.length + large.calls.length).toBe(0);
    expect(records(worked.trajectories)).toEqual(records(inProcess.trajectories));
    expect(worked.counts).toEqual(inProcess.counts);
    // One task a query, as data: no gold answer in it.
    expect(store.tasks).toHaveLength(6);
    expect(store.tasks[0]).toMatchObject({
      type: 'rollouts',
      settings: engineIdentity(pool, engine),
      query: { id: 'q0', prompt: 'question 0?\n' },
      rollouts: [{ sample: 0 }, { sample: 1 }, { sample: 2 }, { sample: 3 }],
    });
    expect(JSON.stringify(store.tasks)).not.toContain('"answer"');
  });

  it('is told through a meter, which counts as ever', async () => {
    const meter = new MeteredStepStore(new MemoryStepStore());
    await runRollouts({ ...base, router, pool: treeWorld().pool, store: meter });
    const metered = new MeteredStepStore(new ElsewhereStore());
    await runRollouts({ ...base, router, pool: treeWorld().pool, store: metered });
    expect(metered.counts()).toEqual(meter.counts());
    expect(new MeteredStepStore(new MemoryStepStore()).prepare).toBeUndefined();
  });

  it('gives routing trees and scores too', async () => {
    const [query] = treeQueries(1);
    const tree = { ...engine, query: query as never, benchmark: lineGrader, seed: 3, maxNodes: 30 };
    const own = await exploreRoutingTree({ ...tree, pool: treeWorld().pool });
    const { pool, small } = treeWorld();
    expect(await exploreRoutingTree({ ...tree, pool, store: new ElsewhereStore() })).toEqual(own);
    expect(small.calls).toHaveLength(0);
  });

  it('is not told of rollouts that the file already holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roro-known-'));
    const path = join(folder, 'trajectories.jsonl');
    await runRollouts({ ...base, queries: treeQueries(2), router, pool: treeWorld().pool, path });
    const store = new ElsewhereStore();
    const { resumed } = await runRollouts({
      ...base,
      queries: treeQueries(3),
      router,
      pool: treeWorld().pool,
      path,
      store,
    });
    rmSync(folder, { recursive: true });
    expect(resumed).toBe(8);
    expect(store.tasks.map(({ query }) => query.id)).toEqual(['q2']);
  });

  it('stops at the first failure of the preparation and waits for no other', async () => {
    const store = new MemoryStepStore() as MemoryStepStore & { prepare: StepStore['prepare'] };
    let told = 0;
    store.prepare = (_, signal) => {
      told += 1;
      if (told === 3) return Promise.reject(new Error('the queue is gone'));
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const rolling = runRollouts({ ...base, router, pool: treeWorld().pool, store });
    await expect(rolling).rejects.toThrow('the queue is gone');
    expect(told).toBe(6);
  });
});

describe('performStepTask', () => {
  it('scores the steps of an answer as scoreTrajectory does', async () => {
    const { pool: models } = treeWorld();
    const scorer = labelScorer({ model: models.models[0] as PoolModel });
    const score = async ({ candidate }: { candidate: string }) => ({
      value: candidate.length / 100,
      inputTokens: 10,
      generatedTokens: 1,
      seconds: 0,
    });
    const pool = createPool('scored', models.models, [{ ...scorer, id: 'length', score }]);
    const { trajectories } = await runRollouts({ ...base, router, pool });
    const [trajectory] = trajectories as [Trajectory];
    const store = new MemoryStepStore();
    const values = await scoreTrajectory({ pool, scorer: 'length', trajectory, store });
    const elsewhere = new MemoryStepStore();
    await performStepTask(
      {
        type: 'scores',
        settings: '',
        query: trajectory.query,
        scorer: 'length',
        steps: trajectory.steps.map(({ text }) => text),
      },
      { pool, format: lineGrader.format, store: elsewhere },
    );
    expect(elsewhere.size).toBe(trajectory.steps.length);
    // Every value is there: nothing is asked for again.
    const again = await scoreTrajectory({
      pool: createPool('scored', models.models, [
        { ...scorer, id: 'length', score: () => Promise.reject(new Error('asked again')) },
      ]),
      scorer: 'length',
      trajectory,
      store: elsewhere,
    });
    expect(again).toEqual(values);
  });
});
