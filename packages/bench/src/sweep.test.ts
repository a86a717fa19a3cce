import {
  AbortError,
  createPool,
  type Query,
  type Router,
  type RouterFamily,
  ValidationError,
} from '@roro/core';
import { MockModel } from '@roro/core/test';
import { expect, test } from 'vitest';
import { sweep, sweepEntry, sweepJobs } from './sweep.js';
import { exampleModels, exampleTrajectory } from './test-data/example-trajectory.js';

const pool = createPool(
  'abacus-same',
  exampleModels.map((model) => ({ ...model, model: new MockModel(model.id, []) })),
);
const family: RouterFamily = {
  id: 'random',
  title: 'Random',
  mode: 'assign',
  source: 'test',
  training: 'none',
  knob: { name: 'rate', values: [0.25, 0.75] },
  create: (knob) => ({
    id: 'random',
    version: '1',
    mode: 'assign',
    ...(knob === undefined ? {} : { knob }),
    decide: () => ({ action: { type: 'assign', model: 'srm' } }),
  }),
};
const queries: Query[] = ['a', 'b', 'c'].map((id) => ({
  id,
  prompt: id,
  answer: '1',
  benchmark: 'mixed',
  meta: {},
}));

async function answer(router: Router, asked: readonly Query[], seed: number) {
  // The later job ends first, so that order must not come from timing.
  await new Promise((resolve) => setTimeout(resolve, router.knob === 0.25 ? 20 : 1));
  const model = (router.knob ?? 0) > 0.5 ? 'lrm' : 'srm';
  return asked
    .map((query) => exampleTrajectory([{ text: '1', model }], { query, seed, correct: query.id !== 'b' }))
    .toReversed();
}

const common = { setting: 'same-family', split: 'test', pool, queries, seeds: [1, 2], run: answer } as const;

test('a job per router, knob and seed', () => {
  const entries = [sweepEntry(family), sweepEntry(family, { router: 'srm-only', knobs: [0], seeds: [1] })];
  expect(sweepJobs(entries, [1, 2]).map(({ name, knob, seed }) => [name, knob, seed])).toEqual([
    ['random', 0.25, 1],
    ['random', 0.25, 2],
    ['random', 0.75, 1],
    ['random', 0.75, 2],
    ['srm-only', 0, 1],
  ]);
  const { knob: _knob, ...withoutKnob } = family;
  expect(sweepJobs([sweepEntry(withoutKnob)], [1])[0]?.knob).toBeNull();
});

test('trajectories become rows in a fixed order, whatever the concurrency', async () => {
  const progress: number[] = [];
  const entries = [sweepEntry(family)];
  const { rows, failures } = await sweep({
    ...common,
    entries,
    onProgress: ({ done }) => progress.push(done),
  });
  expect(rows.map(({ knob, seed, queryId, correct }) => [knob, seed, queryId, correct]).slice(0, 4)).toEqual([
    [0.25, 1, 'a', true],
    [0.25, 1, 'b', false],
    [0.25, 1, 'c', true],
    [0.25, 2, 'a', true],
  ]);
  expect(rows).toHaveLength(12);
  expect(rows.at(-1)?.largeTokens).toBe(10);
  expect(failures).toEqual([]);
  expect(progress).toEqual([1, 2, 3, 4]);
  expect((await sweep({ ...common, entries, concurrency: 4 })).rows).toEqual(rows);
});

test('a failed trajectory is a wrong answer and is listed', async () => {
  const { rows, failures } = await sweep({
    ...common,
    seeds: [1],
    entries: [sweepEntry(family, { knobs: [0] })],
    run: async (_router, asked, seed) =>
      asked.map((query) =>
        exampleTrajectory([], {
          query,
          seed,
          ...(query.id === 'c' ? { finish: 'failed', failure: 'timeout', correct: undefined } : {}),
        }),
      ),
  });
  expect(rows.map(({ correct }) => correct)).toEqual([true, true, false]);
  expect(failures).toEqual([{ router: 'random', seed: 1, queryId: 'c', reason: 'timeout' }]);
});

test('a skipped or foreign query is an error, an abort stops between jobs', async () => {
  const entries = [sweepEntry(family)];
  const skip = async (router: Router, asked: readonly Query[], seed: number) =>
    answer(router, asked.slice(1), seed);
  await expect(sweep({ ...common, entries, run: skip })).rejects.toThrow(ValidationError);
  const twice = async (router: Router, asked: readonly Query[], seed: number) => [
    ...(await answer(router, asked, seed)),
    ...(await answer(router, asked, seed)),
  ];
  await expect(sweep({ ...common, entries, run: twice })).rejects.toThrow(/exactly one trajectory per query/);
  const controller = new AbortController();
  const stop = sweep({ ...common, entries, signal: controller.signal, onProgress: () => controller.abort() });
  await expect(stop).rejects.toThrow(AbortError);
  await expect(stop).rejects.toThrow(/after 1 of 4 jobs/);
});
