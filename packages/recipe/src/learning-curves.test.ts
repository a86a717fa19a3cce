import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, readJsonFile } from '@roro/core';
import type { StepStore } from '@roro/engine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfig } from './config.js';
import { policyPath, snapshotFolder } from './kept-files.js';
import { type LearningCurvesOptions, learningCurves } from './learning-curves.js';
import { findMethod, type Method } from './methods.js';
import { openRun, type RecipeContext } from './open-run.js';
import { readSnapshots } from './policy-snapshots.js';
import { openStore, resolveSettings, type Setting } from './settings.js';
import { trainedPolicies } from './train-router.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-learning-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const method = findMethod('grpo') as Method;
const seed = 1;

async function contextIn(root: string): Promise<{ context: RecipeContext; setting: Setting }> {
  const config = parseConfig({
    runs: join(folder, root),
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'grpo'],
    collect: { queriesPerBenchmark: 6, diverseQueriesPerBenchmark: 1, criticalSamples: 1 },
    train: { updates: 5, groupsPerUpdate: 3, groupSize: 4, seeds: [seed], checkpointEvery: 3, snapshots: 2 },
    bench: { validationQueries: 4 },
  });
  return {
    context: { config, run: await openRun(config, 'test') },
    setting: resolveSettings(config)[0] as Setting,
  };
}

/** Does something with a step store of a run that is opened for it alone, as a process of its own would. */
async function withStore<T>(context: RecipeContext, act: (store: StepStore) => Promise<T>): Promise<T> {
  const store = openStore(context);
  try {
    return await act(store);
  } finally {
    store.close();
  }
}

function stoppingAt(context: RecipeContext, task: string, done: number): RecipeContext {
  const controller = new AbortController();
  return {
    ...context,
    signal: controller.signal,
    onProgress: (event) => {
      if (event.task.startsWith(task) && event.done === done)
        controller.abort(new AbortError({ message: 'Stopped.', nextStep: 'Resume.' }));
    },
  };
}

function snapshotBytes(context: RecipeContext, setting: Setting): Record<string, string> {
  const path = snapshotFolder(context.run, method.id, setting.id, seed);
  return Object.fromEntries(
    readdirSync(path).map((name) => [name, readFileSync(join(path, name)).toString('base64')]),
  );
}

it('a training keeps policies and what they took, resumed or not; their curve is measured once, stopped or not', async () => {
  const { context, setting } = await contextIn('whole');
  const { run } = context;
  await withStore(context, (store) => trainedPolicies(context, setting, store, method));
  const snapshots = readSnapshots(snapshotFolder(run, method.id, setting.id, seed));
  const lines = run.file('policies', 'grpo-same-family-seed1', 'steps.jsonl');
  const fresh = readFileSync(lines, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as string[]).length);
  expect(fresh).toHaveLength(5);
  const [first, middle, last] = snapshots;
  // Two models alone twice on six queries, one rollout a query before the first update, 3 × 4 an update.
  expect(snapshots.map(({ update, rollouts }) => [update, rollouts])).toEqual([
    [0, 24 + 6],
    [3, 24 + 6 + 36],
    [5, 24 + 6 + 60],
  ]);
  expect(last).toMatchObject(
    readJsonFile(run.file('policies', 'grpo-same-family-seed1', 'budget.json')) as object,
  );
  expect((last?.calls ?? 0) - (middle?.calls ?? 0)).toBe((fresh[3] as number) + (fresh[4] as number));
  expect(first?.calls).toBeGreaterThan(0);
  expect(middle?.calls).toBeGreaterThan(first?.calls as number);
  expect(readFileSync(last?.path as string)).toEqual(readFileSync(policyPath(run, 'grpo', setting.id, seed)));

  // Stopped an update after a checkpoint and a snapshot, which are then behind what had been asked for.
  const parts = await contextIn('parts');
  const train = (own: RecipeContext): Promise<unknown> =>
    withStore(own, (store) => trainedPolicies(own, setting, store, method));
  await expect(train(stoppingAt(parts.context, 'train grpo', 4))).rejects.toThrow(AbortError);
  await train(parts.context);
  expect(snapshotBytes(parts.context, setting)).toEqual(snapshotBytes(context, setting));
  // Killed after the last checkpoint, before anything else was written.
  rmSync(policyPath(parts.context.run, 'grpo', setting.id, seed));
  for (const name of ['update-5.json', 'update-5.safetensors'])
    rmSync(join(snapshotFolder(parts.context.run, 'grpo', setting.id, seed), name));
  await train(parts.context);
  expect(snapshotBytes(parts.context, setting)).toEqual(snapshotBytes(context, setting));

  const options: Omit<LearningCurvesOptions, 'store'> = { methods: [method], knobs: [0.9, 0.3] };
  const measure = (from: RecipeContext, more: Partial<LearningCurvesOptions> = {}) =>
    withStore(from, (store) => learningCurves(from, { ...options, store, ...more }));
  const records = await measure(context);
  expect(records.map(({ budgetedAccuracy: _, ...record }) => record)).toEqual(
    snapshots.map(({ path: _, ...spent }) => ({ method: 'grpo', setting: 'same-family', seed, ...spent })),
  );
  for (const { budgetedAccuracy } of records) {
    const values = Object.values(budgetedAccuracy);
    expect(values).toHaveLength(3);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  }
  const file = (of: RecipeContext): string => readFileSync(of.run.file('learning-curves.jsonl'), 'utf8');
  await expect(measure(stoppingAt(parts.context, 'learning curves', 2))).rejects.toThrow(AbortError);
  expect(file(parts.context).trim().split('\n')).toHaveLength(2);
  expect(await measure(parts.context)).toEqual(records);
  expect(file(parts.context)).toBe(file(context));

  // What is there asks no model and no store; other knobs are another measurement.
  const none = { step: () => expect.unreachable() } as unknown as StepStore;
  expect(await learningCurves(context, { ...options, store: none })).toEqual(records);
  expect(file(parts.context)).toBe(file(context));
  const other = await measure(context, { knobs: [0.5], queries: 2 });
  expect(other).toHaveLength(3);
  expect(file(context).trim().split('\n')).toHaveLength(6);
  expect(await measure(context)).toEqual(records);
  // One query cannot choose knobs and read them.
  expect(await measure(context, { queries: 1 })).toEqual([]);
});

it('says why a method has no curve', async () => {
  const { context } = await contextIn('empty');
  const notes: string[] = [];
  const noting = { ...context, onNote: (text: string) => notes.push(text) };
  const curves = await withStore(context, (store) => learningCurves(noting, { methods: [method], store }));
  expect(curves).toEqual([]);
  expect(notes).toEqual(['No learning curve of grpo, same-family, seed 1: it is not trained.']);
});
