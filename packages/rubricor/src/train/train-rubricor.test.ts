import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueryView, Random, type Rubric } from '@roro/core';
import type { PolicyModel } from '@roro/grpo';
import { chooseBackend } from '@roro/tensor';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { rubricorOf } from '../test/random-rubricor.js';
import { rubricorPolicy } from './rubricor-policy.js';
import { brevityBonus, type TrainRubricorOptions, trainRubricor, withBrevity } from './train-rubricor.js';

const bank = criterionBank.filter(({ id }) =>
  ['small-opens', 'small-closes', 'seldom-switches', 'covers-deepest-doubt', 'one-writer-per-line'].includes(
    id,
  ),
);

function queries(count: number, ...seed: (string | number)[]): QueryView[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random('queries', ...seed, i);
    const operation = i % 2 === 0 ? '%' : '+';
    const prompt = `a=${random.integer(10, 99)}\nb=a${operation}${random.integer(2, 9)}\nb?\n`;
    return { id: `${seed}-${i}`, prompt, benchmark: 'test', meta: {} };
  });
}

const has = (rubric: Rubric | undefined, definition: string) =>
  rubric?.criteria.some(({ source }) => source?.definition === definition) === true;

/** The pairs of queries with a `%` are told apart by `covers-deepest-doubt` alone; it misleads on the others. */
const reward = (query: QueryView, rubric: Rubric) =>
  has(rubric, 'covers-deepest-doubt') === query.prompt.includes('%') ? 1 : -1;

function train(changes: Partial<TrainRubricorOptions> = {}) {
  const policy = changes.policy ?? rubricorPolicy({ bank, seed: 1 });
  return {
    policy,
    metrics: trainRubricor({
      policy,
      bank,
      queries: queries(40, 'train'),
      reward,
      seed: 1,
      updates: 20,
      options: { learningRate: 3e-2 },
      ...changes,
    }),
  };
}

/** Greedy rubrics of 40 new queries that are right. */
function rightOf(policy: PolicyModel): number {
  const rubricor = rubricorOf(policy, bank);
  return queries(40, 'fresh').filter((query) => reward(query, rubricor.write(query).rubric as Rubric) === 1)
    .length;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-rubricor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await chooseBackend();
});

describe('trainRubricor', () => {
  it('finds out on which queries a criterion helps, and leaves it out of the others', async () => {
    const { policy, metrics: training } = train();
    expect(rightOf(policy)).toBe(20);
    const metrics = await training;
    expect(metrics).toHaveLength(20);
    // An untrained one is right on about half of the queries.
    expect(metrics[0]?.accuracy).toBeLessThan(0.7);
    expect(metrics.at(-1)?.accuracy).toBeGreaterThan(0.95);
    expect(rightOf(policy)).toBeGreaterThanOrEqual(38);
    policy.dispose();
  });

  it('never writes what was dropped, and asks for rewards of rubrics of the query', async () => {
    const dropped = ['covers-deepest-doubt'];
    const asked: string[] = [];
    const { policy, metrics } = train({
      dropped,
      updates: 2,
      reward: (query, rubric) => {
        asked.push(rubric.queryId);
        expect(rubric.queryId).toBe(query.id);
        expect(has(rubric, 'covers-deepest-doubt')).toBe(false);
        return 1;
      },
      queriesPerUpdate: 4,
      groupSize: 3,
    });
    await metrics;
    expect(asked).toHaveLength(2 * 4 * 3);
    policy.dispose();
  });

  it('gives all rubrics of a group the same random stream', async () => {
    const drawn = new Map<string, Set<number>>();
    const { policy, metrics } = train({
      updates: 1,
      queriesPerUpdate: 3,
      reward: (query, _rubric, random) => {
        const values = drawn.get(query.id) ?? new Set();
        drawn.set(query.id, values.add(random.uniform()));
        return 0;
      },
    });
    await metrics;
    expect([...drawn.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
    policy.dispose();
  });

  it('ends with the same weights, interrupted or not', async () => {
    const controller = new AbortController();
    const settings = { updates: 3, directory: folder, options: { checkpointEvery: 1 } };
    const stopped = train({
      ...settings,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 1) controller.abort();
      },
    });
    await expect(stopped.metrics).rejects.toMatchObject({ code: 'ABORTED' });
    const resumed = train(settings);
    expect(await resumed.metrics).toHaveLength(3);
    const other = train({ updates: 3, options: { checkpointEvery: 1 } });
    await other.metrics;
    expect(rubricorOf(resumed.policy, bank).version).toBe(rubricorOf(other.policy, bank).version);
    for (const { policy } of [stopped, resumed, other]) policy.dispose();
  });
});

describe('withBrevity', () => {
  it('rewards the shortest among the rubrics that get every pair right (hand-computed)', () => {
    const rubrics = [
      { reward: 1, length: 5 },
      { reward: 1, length: 4 },
      { reward: 1, length: 4 },
      { reward: 0.5, length: 3 },
      { reward: -1, length: 3 },
    ];
    expect(brevityBonus).toBe(0.05);
    expect(withBrevity(rubrics)).toEqual([1, 1.05, 1.05, 0.5, -1]);
  });

  it('rewards none where none gets every pair right', () => {
    expect(withBrevity([{ reward: 0.9, length: 3 }])).toEqual([0.9]);
    expect(withBrevity([])).toEqual([]);
  });
});
