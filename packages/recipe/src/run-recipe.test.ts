import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, type Results, readJsonFile, resultsSchema, trajectorySchema } from '@roro/core';
import { describe, expect, it } from 'vitest';
import type { CollectReport } from './collect.js';
import { parseConfig } from './config.js';
import { findTrajectory } from './find-trajectory.js';
import { openRun, type RecipeContext } from './open-run.js';
import { judgeTrajectory } from './reward/judge-trajectory.js';
import { readRewardReport } from './reward/train-reward.js';
import { runRecipe } from './run-recipe.js';

const smallest = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums', 'word'],
  collect: { queriesPerBenchmark: 12, diverseQueriesPerBenchmark: 8, criticalSamples: 1 },
  reward: { rounds: 1, judgeUpdates: 2, rubricorUpdates: 1 },
  train: { updates: 3, groupsPerUpdate: 3, groupSize: 4, seeds: [1, 2], checkpointEvery: 1 },
  bench: { validationQueries: 4, testQueries: 5, replicates: 50 },
};

async function contextIn(root: string, changes: object = {}): Promise<RecipeContext> {
  const config = parseConfig({ ...smallest, runs: root, ...changes });
  return { config, run: await openRun(config, 'test') };
}

/** Reward model, its place in the report, and what training each router took. */
async function checkReward({ config, run }: RecipeContext, results: Results, page: string): Promise<void> {
  for (const seed of config.train.seeds) {
    const { stages, criteria, rubrics, ...report } = readRewardReport({ run }, 'same-family', seed);
    expect(report).toMatchObject({ setting: 'same-family', reward: 'roro', seed });
    expect(stages.map(({ stage }) => stage).slice(0, 3)).toEqual(['warm-up', 'judge', 'rubricor']);
    expect(criteria.length).toBeGreaterThan(3);
    for (const example of rubrics?.examples ?? []) expect(example.criteria.length).toBeGreaterThanOrEqual(3);
  }
  expect(page).toContain('<section id="reward"');
  expect(page).toContain('<th scope="col">Judge</th>');
  const [trajectory] = run.read(trajectorySchema, 'trajectories', 'test.jsonl');
  const judged = await judgeTrajectory({ trajectory: trajectory?.id ?? '', root: config.runs, seed: 1 });
  expect(judged.trajectory).toEqual(trajectory);
  expect(judged.steps.reduce((sum, value) => sum + value, 0)).toBeCloseTo(judged.judgement.score ?? 9, 9);

  const routers = results.settings[0]?.benchmarks[0]?.routers ?? [];
  const trained = routers.filter(({ budget }) => budget !== undefined);
  expect(trained.map(({ router }) => router)).toEqual(['grpo', 'roro']);
  const [grpo, roro] = trained.map(({ budget }) => budget);
  // Both models alone twice on 12 queries, one rollout a query before the first update, three updates of 3 × 4.
  const outcomeOnly = 48 + 12 + 36;
  expect(grpo?.rollouts).toBe(outcomeOnly);
  const diverse = run.read(trajectorySchema, 'trajectories', 'same-family-diverse.jsonl').length;
  expect(diverse).toBeGreaterThan(0);
  expect(roro?.rollouts).toBeGreaterThanOrEqual(outcomeOnly + diverse);
  const [collected] = readJsonFile(run.file('collect.json')) as CollectReport[];
  expect(collected?.calls?.generated).toBeGreaterThan(0);
  expect(roro?.calls).toBeGreaterThanOrEqual(collected?.calls?.generated ?? Number.POSITIVE_INFINITY);
  expect(roro?.calls).toBeGreaterThan(grpo?.calls ?? Number.POSITIVE_INFINITY);
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'roro-recipe-'));

describe('runRecipe on the embedded models', () => {
  it('collects, trains, measures and reports; the same again at another concurrency, and after an interruption', async () => {
    const first = await contextIn(folder());
    const { results, resultsPath, reportPath } = await runRecipe(first);
    resultsSchema.parse(results);
    const reference = readFileSync(resultsPath, 'utf8');
    expect(JSON.parse(reference)).toEqual(results);
    const routers = results.settings[0]?.benchmarks[0]?.routers.map(({ router }) => router);
    expect(routers).toEqual([
      'srm-only',
      'lrm-only',
      'random',
      'entropy-threshold',
      'entropy-threshold-review',
      'grpo',
      'roro',
    ]);
    expect(results.settings[0]?.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['sums', 'word']);
    const page = readFileSync(reportPath, 'utf8');
    expect(page).toContain('</html>');
    await checkReward(first, results, page);
    // The word benchmark never trains a router.
    const collected = first.run.read(trajectorySchema, 'trajectories', 'same-family.jsonl');
    expect(new Set(collected.map(({ query }) => query.benchmark))).toEqual(new Set(['sums']));
    const found = findTrajectory(collected[3]?.id ?? '', first.config.runs);
    expect(found).toEqual(collected[3]);

    const second = await contextIn(folder(), { concurrency: 3 });
    await runRecipe(second);
    expect(readFileSync(second.run.file('results.json'), 'utf8')).toBe(reference);

    const third = await contextIn(folder());
    for (const task of ['collect', 'reward', 'train roro', 'bench']) {
      const controller = new AbortController();
      const interrupted = runRecipe({
        ...third,
        signal: controller.signal,
        onProgress: (event) => {
          if (event.task.startsWith(task) && event.done >= 2) {
            controller.abort(new AbortError({ message: 'Stopped.', nextStep: 'Resume.' }));
          }
        },
      });
      await expect(interrupted).rejects.toThrow(AbortError);
    }
    // A crash may also have cut a line of the step store short.
    for (const name of readdirSync(third.run.file('steps')))
      appendFileSync(third.run.file('steps', name), '{"addr');
    await runRecipe(third);
    expect(readFileSync(third.run.file('results.json'), 'utf8')).toBe(reference);
    for (const { config } of [first, second, third]) rmSync(config.runs, { recursive: true });
  }, 120_000);
});
