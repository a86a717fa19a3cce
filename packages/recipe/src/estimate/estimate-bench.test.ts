import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@roro/core';
import type { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchRouters } from '../bench.js';
import { collect } from '../collect.js';
import { parseConfig } from '../config.js';
import { openRun, type RecipeContext } from '../open-run.js';
import { twoStepModel } from '../test/two-step-model.js';
import {
  type BenchEstimate,
  estimateBench,
  type SettingEstimate,
  type StageEstimate,
} from './estimate-bench.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-estimate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function contextOf(routers: string[]): Promise<{ context: RecipeContext; models: MockModel[] }> {
  const models = [twoStepModel('small'), twoStepModel('large')];
  const price = { inputPerMillion: 1, outputPerMillion: 2, currency: 'USD' };
  const pool = createPool(
    'mock',
    models.map((own, i) => ({ id: own.modelId, model: own, parameters: 1 + i, price })),
  );
  const config = parseConfig({
    runs: folder,
    settings: [{ id: 'mock', pool }],
    benchmarks: ['sums'],
    routers,
    generation: { samplesPerNode: 1 },
    collect: { queriesPerBenchmark: 4, endSamples: 1, diverseQueriesPerBenchmark: 2, criticalSamples: 1 },
    train: { seeds: [1], updates: 2, groupsPerUpdate: 2, groupSize: 3 },
    bench: { validationQueries: 3, testQueries: 5, replicates: 10 },
  });
  return { context: { config, run: await openRun(config, 'run') }, models };
}

const only = (estimate: BenchEstimate): SettingEstimate => estimate.settings[0] as SettingEstimate;
const stage = (estimate: BenchEstimate, name: string): StageEstimate | undefined =>
  only(estimate).stages.find((each) => each.stage === name);
const callsOf = (models: readonly MockModel[]): number =>
  models.reduce((sum, { calls }) => sum + calls.length, 0);

it('calls no model; before anything is known the budget bounds what it may take', async () => {
  const { context, models } = await contextOf(['srm-only', 'lrm-only', 'random']);
  const estimate = await estimateBench(context);
  expect(callsOf(models)).toBe(0);
  const { profiles, sharing, stages } = only(estimate);
  expect(profiles).toEqual([
    expect.objectContaining({ model: 'small', answers: 0, steps: 40, tokens: 32 }),
    expect.objectContaining({ model: 'large', answers: 0, steps: 40, tokens: 32 }),
  ]);
  expect(sharing).toBeUndefined();
  expect(stages.map(({ stage: name }) => name)).toEqual(['bench validation', 'bench test']);
});

it('a pilot tells what an answer takes, and what it generated is known afterwards', async () => {
  const { context, models } = await contextOf(['srm-only', 'lrm-only']);
  const estimate = await estimateBench(context, { pilot: 2 });
  // Two models, two queries, two steps: all that random routing between them can ask for.
  const piloted = callsOf(models);
  expect(piloted).toBe(2 * 2 * 2);
  // Seven routers asked for two steps of each query, and four of these fourteen were distinct.
  expect(only(estimate).sharing).toEqual({ rollouts: 7, share: 4 / 14, measured: 'pilot' });
  expect(only(estimate).profiles).toEqual([
    { model: 'small', answers: 2, steps: 2, tokens: 3, promptTokens: 10 },
    { model: 'large', answers: 2, steps: 2, tokens: 3, promptTokens: 10 },
  ]);
  // Of 3 validation queries of each model 2 are known: 1 · 2 steps · 2 models.
  expect(stage(estimate, 'bench validation')).toEqual({
    stage: 'bench validation',
    rollouts: 6,
    known: 4,
    calls: 4,
    generatedTokens: 12,
    promptTokens: 40,
    money: { amount: (40 + 2 * 12) / 1e6, currency: 'USD' },
  });
  expect(stage(estimate, 'bench test')).toMatchObject({ rollouts: 10, known: 0, calls: 20 });
  expect(only(estimate).total).toMatchObject({ calls: 24 });
  await benchRouters(context);
  // Exactly what was said: the ends share nothing with each other.
  expect(callsOf(models)).toBe(piloted + 24);
});

it('what is stored costs nothing: after the measurement nothing is left to pay', async () => {
  const { context } = await contextOf(['srm-only', 'lrm-only', 'random', 'oracle']);
  const before = await estimateBench(context, { pilot: 1 });
  expect(only(before).total.calls).toBeGreaterThan(0);
  expect(stage(before, 'oracle')).toMatchObject({ rollouts: 8 });
  await benchRouters(context);
  const after = await estimateBench(context);
  for (const each of only(after).stages) {
    expect(each, each.stage).toMatchObject({
      known: each.rollouts,
      calls: 0,
      generatedTokens: 0,
      promptTokens: 0,
    });
  }
  expect(only(after).profiles[0]).toMatchObject({ answers: 8, steps: 2 });
});

it('counts collection and training that are missing, and shares steps as the collection did', async () => {
  const { context } = await contextOf(['srm-only', 'lrm-only', 'query-level', 'grpo']);
  const before = await estimateBench(context, { pilot: 3 });
  // 4 queries · 2 models, 4 drafted, 2 · 12 diverse, a quarter of 4 queries searched from both steps of its answer.
  expect(stage(before, 'collect')).toMatchObject({ rollouts: 8 + 4 + 24 + 2, known: 0 });
  // Two steps each: 16 of the models alone; 4 · 4 drafted, 14 · 2 assigned, 10 · 3 reviewed, 2 + 1 finished. These 30 rollouts on 4
  // queries share as the pilot's seven a query did, which had to generate 2 steps of 7.
  const share = 7.5 ** (Math.log(2 / 7) / Math.log(7));
  expect(stage(before, 'collect')?.calls).toBe(Math.round(16 + (16 + 28 + 30 + 3) * share));
  // One rollout a query, then 2 updates of 2 groups of 3.
  expect(stage(before, 'train grpo')).toMatchObject({ rollouts: 4 + 12, known: 0 });
  const [report] = await collect(context);
  const after = await estimateBench(context);
  expect(stage(after, 'collect')).toBeUndefined();
  expect(only(after).stages.map(({ stage: name }) => name)).toEqual([
    'train grpo',
    'bench validation',
    'bench test',
    'learning curves',
  ]);
  // The policies before the first and the second update, at 10 of the knobs, on 3 validation queries.
  expect(stage(after, 'learning curves')).toMatchObject({ rollouts: 2 * 10 * 3, known: 0 });
  const { requested = 0, generated = 0 } = report?.calls ?? {};
  expect(only(after).sharing).toMatchObject({ share: generated / requested, measured: 'collection' });
  expect(only(after).total.calls).toBeLessThan(only(before).total.calls);
});
