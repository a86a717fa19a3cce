import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type CriterionDefinition, StorageError, trajectorySchema } from '@roro/core';
import { decodeJudgeFile } from '@roro/judge';
import { criterionBank, decodeRubricorFile, measureSteps, namedLevels } from '@roro/rubricor';
import type { RubricorExample } from '@roro/trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Config, configSchema, parseConfig } from '../config.js';
import { describeConfig, openRun, type RecipeContext } from '../open-run.js';
import { trainRouters } from '../train-router.js';
import { exportPhase } from '../trainer/export-phase.js';
import { openPhaseRewards } from '../trainer/open-phase-rewards.js';
import { configuredBank } from './configured-bank.js';
import { judgeTrajectory } from './judge-trajectory.js';
import { readRewardModel, rewardFolder, trainRewards } from './train-reward.js';

let measured = 0;

/** A criterion of a third party, as docs/write-a-criterion.md has it. */
const largeAfterLong: CriterionDefinition = {
  id: 'large-after-long',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      [8, 14],
      (tokens) => `The routing calls the large model after a step of more than ${tokens} tokens.`,
    ),
  measure: (evidence, { value }) => {
    measured += 1;
    return measureSteps(
      evidence,
      ({ byCheapest, tokens, next }) => byCheapest && tokens > value && next !== undefined,
      ({ next }) => next?.byDearest === true,
      'steps after a long one by the large model',
    );
  },
};

let runs: string;
let context: RecipeContext;

function configOf(criteria: readonly CriterionDefinition[] | undefined): Config {
  return parseConfig({
    runs,
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'roro'],
    collect: { queriesPerBenchmark: 12, diverseQueriesPerBenchmark: 8, endSamples: 1, criticalSamples: 1 },
    reward: {
      rounds: 1,
      judgeUpdates: 1,
      rubricorUpdates: 1,
      ...(criteria === undefined ? {} : { criteria: [...criteria] }),
    },
    train: { updates: 1, groupsPerUpdate: 2, groupSize: 2, seeds: [1] },
  });
}

beforeAll(async () => {
  runs = mkdtempSync(join(tmpdir(), 'roro-criterion-'));
  const config = configOf([largeAfterLong]);
  context = { config, run: await openRun(config, 'own') };
  await trainRewards(context);
}, 60_000);
afterAll(() => rmSync(runs, { recursive: true }));

it('is measured, trained with and validated', async () => {
  expect(measured).toBeGreaterThan(0);
  const [report] = await trainRewards(context);
  expect(report?.criteria.map(({ definition }) => definition)).toEqual([
    ...criterionBank.map(({ id }) => id),
    'large-after-long',
  ]);
  const bank = configuredBank(context.config);
  const folder = context.run.file(rewardFolder('same-family', 1, 'roro'));
  for (const [file, decode] of [
    ['judge.safetensors', decodeJudgeFile],
    ['rubricor.safetensors', decodeRubricorFile],
  ] as const) {
    expect(decode(readFileSync(join(folder, file)), bank).metadata.bank.at(-1)).toBe('large-after-long');
  }
  expect(readRewardModel(context, 'same-family', 1).rubricor.id).toBe('learned');
});

it('goes into the training of a router and into `roro judge`, which asks for the configuration that makes it', async () => {
  const [policy] = await trainRouters(context);
  expect(existsSync(policy?.path ?? '')).toBe(true);
  const [trajectory] = context.run.read(trajectorySchema, 'trajectories', 'same-family-diverse.jsonl');
  const judge = (config?: Config) =>
    judgeTrajectory({
      trajectory: trajectory?.id ?? '',
      root: runs,
      seed: 1,
      ...(config === undefined ? {} : { configuration: async () => config }),
    });
  const { judgement, rubric } = await judge(context.config);
  expect(judgement.criteria).toHaveLength(rubric.criteria.length);
  const changed = { ...largeAfterLong, levels: () => [] };
  for (const other of [undefined, configOf(undefined), configOf([changed])]) {
    await expect(judge(other)).rejects.toThrow(ConfigurationError);
    await expect(judge(other)).rejects.toThrow(/Run "own" was made with criteria .*--config/);
  }
}, 60_000);

it('can be chosen by a Rubricor that is trained outside', async () => {
  const { folder } = await exportPhase(context, { trainer: 'trl', phase: 'rubricor', round: 1 });
  const [line = ''] = readFileSync(join(folder, 'examples.jsonl'), 'utf8').split('\n');
  const { statements = [] }: RubricorExample = JSON.parse(line);
  expect(statements.map(({ source }) => source?.definition)).toContain('large-after-long');
  openPhaseRewards(folder, configuredBank(context.config)).close();
  expect(() => openPhaseRewards(folder)).toThrow(StorageError);
}, 60_000);

it('is described in the run by its id and code, so that another one makes another run', async () => {
  const stored = context.run.config();
  expect(describeConfig(configSchema.parse(stored))).toEqual(describeConfig(context.config));
  await expect(openRun(configOf([{ ...largeAfterLong, kind: 'hard-rule' }]), 'own')).rejects.toThrow(
    /another configuration/,
  );
  expect(() => configuredBank(configSchema.parse(stored))).toThrow(
    /"large-after-long" was made in code.*--config/,
  );
});

it('needs an id of its own, before any work begins', async () => {
  const twice = configOf([{ ...largeAfterLong, id: 'small-opens' }]);
  await expect(openRun(twice, 'twice')).rejects.toThrow(/"small-opens" twice/);
  expect(existsSync(join(runs, 'twice'))).toBe(false);
  expect(() => parseConfig({ reward: { criteria: ['small-opens'] } })).toThrow(
    /expected a CriterionDefinition/,
  );
});
