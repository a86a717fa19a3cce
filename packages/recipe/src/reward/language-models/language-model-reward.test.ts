import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, trajectorySchema } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, configSchema, parseConfig } from '../../config.js';
import { estimateBench } from '../../estimate/estimate-bench.js';
import { describeConfig, openRun, type RecipeContext } from '../../open-run.js';
import { trainRouters } from '../../train-router.js';
import { judgeTrajectory } from '../judge-trajectory.js';
import { readRewardReport, trainRewards } from '../train-reward.js';
import { roleConfig, roleModels } from './test/role-world.js';

type Models = ReturnType<typeof roleModels>;

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'roro-roles-'));
});
afterEach(() => rmSync(runs, { recursive: true }));

function configOf(models: Models, routers: string[] = ['srm-only', 'lrm-only', 'roro']): Config {
  return parseConfig({
    runs,
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers,
    collect: { queriesPerBenchmark: 14, diverseQueriesPerBenchmark: 14, endSamples: 1, criticalSamples: 1 },
    reward: { ...roleConfig(models).reward, rounds: 1, pairsPerReason: 1 },
    train: { updates: 2, groupsPerUpdate: 3, groupSize: 3, seeds: [1], checkpointEvery: 1 },
  });
}

async function contextOf(models: Models, id = 'test'): Promise<RecipeContext> {
  const config = configOf(models);
  return { config, run: await openRun(config, id) };
}

/** Calls of judge, rubricor and proposer that a dry run foresees. */
async function plannedCalls(context: RecipeContext): Promise<number[]> {
  const [setting] = (await estimateBench(context)).settings;
  return ['judge', 'rubricor', 'proposer'].flatMap(
    (role) => setting?.languageModels?.find((each) => each.role === role)?.calls ?? [],
  );
}

const calls = (models: Models) => Object.values(models).map((model) => model.calls.length);

describe('a reward model that language models play', () => {
  it('is trained, reported, used by a router’s training and by `roro judge`, and asks nothing twice', async () => {
    const models = roleModels();
    const context = await contextOf(models);
    const planned = await plannedCalls(context);
    expect(calls(models)).toEqual([0, 0, 0]);
    const [report] = await trainRewards(context);
    const left = await plannedCalls(context);
    expect(report?.stages.map(({ stage }) => stage).slice(0, 3)).toEqual(['warm-up', 'judge', 'rubricor']);
    const { usage, prompts } = report?.languageModels ?? {};
    expect(usage?.judge.calls).toBe(models.judge.calls.length);
    expect(usage?.rubricor.calls).toBe(models.rubricor.calls.length);
    expect(usage?.proposer.calls).toBe(models.proposer.calls.length);
    expect(prompts?.judge.version).toMatch(/^judge-1/);
    expect(report?.rubrics?.mutualInformation).toBeUndefined();
    expect(report?.rubrics?.examples[0]?.criteria).toHaveLength(3);
    // The Rubricor is shown what models made of the query.
    expect(JSON.stringify(models.rubricor.calls.map(({ prompt }) => prompt))).toContain('<attempt number');

    const [policy] = await trainRouters(context);
    const weights = readFileSync(policy?.path ?? '');
    expect(policy?.updates).toBe(2);
    expect(models.judge.calls.length).toBeGreaterThan(usage?.judge.calls ?? 0);
    const before = calls(models);
    // What was planned bounds what was asked, of each model and of each stage.
    calls(models).forEach((asked, role) => {
      expect(asked).toBeLessThanOrEqual(planned[role] as number);
    });
    expect(models.judge.calls.length - (usage?.judge.calls ?? 0)).toBeLessThanOrEqual(left[0] as number);
    // 2 updates of 3 groups of 3 rollouts, of queries of which at most 6 are new.
    expect(left).toEqual([18, 6, 0]);
    expect(await plannedCalls(context)).toEqual([]);

    // A training that goes on in another process asks nothing again, and comes to the same weights.
    rmSync(context.run.file('policies'), { recursive: true });
    const again = roleModels();
    const resumed = await contextOf(again);
    await trainRouters(resumed);
    expect(readFileSync(policy?.path ?? '').equals(weights)).toBe(true);
    expect(calls(again)).toEqual([0, 0, 0]);

    const [trajectory] = context.run.read(trajectorySchema, 'trajectories', 'same-family-diverse.jsonl');
    const judge = (config?: Config) =>
      judgeTrajectory({
        trajectory: trajectory?.id ?? '',
        root: runs,
        seed: 1,
        ...(config === undefined ? {} : { configuration: async () => config }),
      });
    const judged = await judge(resumed.config);
    expect(judged.trajectory).toEqual(trajectory);
    expect(judged.judgement.judge.id).toBe('llm-judge');
    expect(judged.judgement.criteria.map(({ id }) => id)).toEqual(judged.rubric.criteria.map(({ id }) => id));
    const asked = calls(again);
    expect(await judge(resumed.config)).toEqual(judged);
    expect(calls(again)).toEqual(asked);
    expect(calls(models)).toEqual(before);
    for (const other of [undefined, parseConfig({}), configOf({ ...again, judge: again.rubricor })]) {
      await expect(judge(other)).rejects.toThrow(ConfigurationError);
      await expect(judge(other)).rejects.toThrow(/Run "test" was made with .* language models .*--config/);
    }
  }, 30_000);

  it('is the same whatever the order in which answers arrive', async () => {
    const reports = await Promise.all(
      ['forward', 'backward'].map(async (id) => {
        const models = roleModels();
        const config = configOf(models);
        const { languageModels } = config.reward;
        if (languageModels === undefined) throw new Error('Expected language models.');
        const delayed = Object.assign(Object.create(models.judge), {
          async doGenerate(options: Parameters<typeof models.judge.doGenerate>[0]) {
            const result = await models.judge.doGenerate(options);
            const milliseconds = (models.judge.calls.length * 7) % 5;
            await new Promise((resolve) =>
              setTimeout(resolve, id === 'forward' ? milliseconds : 4 - milliseconds),
            );
            return result;
          },
        });
        const member = { model: delayed, maxConcurrency: 8 };
        const own = {
          ...config,
          reward: { ...config.reward, languageModels: { ...languageModels, judge: member } },
        };
        const context = { config: own, run: await openRun(own, id) };
        await trainRewards(context);
        const [policy] = await trainRouters(context);
        return [
          readRewardReport(context, 'same-family', 1),
          readFileSync(policy?.path ?? '').toString('base64'),
        ];
      }),
    );
    expect(reports[1]).toEqual(reports[0]);
  }, 30_000);

  it('is recorded and replayed with the calls of the pool: another run asks no model and comes to the same bytes', async () => {
    const recording = join(runs, 'recording');
    const train = async (id: string, call: Config['calls'], models: Models) => {
      const config = { ...configOf(models), calls: call };
      const context = { config, run: await openRun(config, id) };
      const reports = await trainRewards(context);
      const [policy] = await trainRouters(context);
      return { reports, weights: readFileSync(policy?.path ?? '').toString('base64') };
    };
    const models = roleModels();
    const recorded = await train('recorded', { record: recording }, models);
    expect(Math.min(...calls(models))).toBeGreaterThan(0);
    const silent = roleModels();
    expect(await train('replayed', { replay: recording }, silent)).toEqual(recorded);
    expect(calls(silent)).toEqual([0, 0, 0]);
  }, 30_000);

  it('refuses the ablations of the learned one', async () => {
    const config = configOf(roleModels(), ['srm-only', 'lrm-only', 'roro-fixed-rubric']);
    const context = { config, run: await openRun(config, 'ablation') };
    const attempt = trainRouters(context);
    await expect(attempt).rejects.toThrow(ConfigurationError);
    await expect(attempt).rejects.toThrow(/"fixed-rubric".*reward\.languageModels/);
  });

  it('is described in the run, by names; the description can be read and is described by itself', async () => {
    const models = roleModels();
    const { config, run } = await contextOf(models);
    const stored = run.config();
    expect(stored).toMatchObject({
      reward: { languageModels: { judge: { modelId: 'judge', provider: 'roro-mock' }, samples: 1 } },
    });
    expect(JSON.stringify(stored)).not.toContain('calls');
    expect(describeConfig(configSchema.parse(stored))).toEqual(describeConfig(config));
    expect((await contextOf(roleModels())).run.resumed).toBe(true);
  });
});
