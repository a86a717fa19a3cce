import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collect } from '../collect.js';
import { parseConfig } from '../config.js';
import { openRun, type RecipeContext } from '../open-run.js';
import { twoStepModel } from '../test/two-step-model.js';
import { measureRun, type PlanCheck } from './measure-run.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-measure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function contextOf(ids: readonly string[]): Promise<RecipeContext> {
  const pool = createPool(
    'mock',
    ids.map((id, i) => ({ id, model: twoStepModel(id), parameters: 1 + i })),
  );
  const config = parseConfig({
    runs: folder,
    settings: [{ id: 'mock', pool }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only'],
    generation: { samplesPerNode: 1 },
    collect: { queriesPerBenchmark: 4, endSamples: 1, diverseQueriesPerBenchmark: 2, criticalSamples: 1 },
    bench: { validationQueries: 3, testQueries: 5, replicates: 10 },
  });
  return { config, run: await openRun(config, 'run') };
}

it('holds the model of the plan against what a run took', async () => {
  const context = await contextOf(['small', 'large']);
  await collect(context);
  const [setting, ...more] = measureRun(context.run);
  expect(more).toEqual([]);
  expect(setting).toMatchObject({
    setting: 'mock',
    models: ['small', 'large'],
    samplesPerNode: 1,
    questionTokens: 10,
    answers: { small: { steps: 2, stepTokens: 3 }, large: { steps: 2, stepTokens: 3 } },
  });
  // All texts are the same: the twelve rollouts of a query come by two prefixes.
  expect(setting?.texts.mixed[0].share).toBeCloseTo(1, 6);
  const checks = new Map(setting?.checks.map((check) => [check.quantity, check]));
  expect(checks.get('prefixes of 4 rollouts')).toMatchObject({ measured: 2 });
  expect(checks.get('prefixes of 4 rollouts')?.predicted).toBeCloseTo(2, 4);
  // 4 queries · 2 models · 2 steps; as many for a draft under each step of the large model; 2 queries · 10 behaviours (none by
  // entropies, which the models do not give) · 2 steps, and of the 2 · 3 · 2 drafts of those that review half are written again.
  expect(checks.get('collection: steps asked for')).toEqual({
    quantity: 'collection: steps asked for',
    predicted: 78,
    measured: 78,
  });
  // Both steps of both models at four queries. By chance two rollouts would have left a quarter of the drafts open, and two more do
  // less; three would have left 0.35³ of two queries' drafts (13 of 20 steps are asked of the small model) and 0.5³ of the large steps.
  const calls = checks.get('collection: calls') as PlanCheck;
  expect(calls.measured).toBe(16);
  const drafted = 4 * 2 * (0.5 ** 2 - 0.5 ** 4);
  expect(calls.predicted).toBeCloseTo(
    16 + drafted + 2 * 2 * (0.35 ** 3 - 0.35 ** 13 + 0.5 ** 3 - 0.5 ** 13),
    3,
  );
});

it('needs a collection of two models', async () => {
  const context = await contextOf(['small', 'middle', 'large']);
  expect(() => measureRun(context.run)).toThrow('was not collected: it has no collect.json');
  await collect(context);
  expect(() => measureRun(context.run)).toThrow('this run has 3: small, middle, large');
  writeFileSync(context.run.file('collect.json'), '{');
  expect(() => measureRun(context.run)).toThrow('is not valid JSON');
});
