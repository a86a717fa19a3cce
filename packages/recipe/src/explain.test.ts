import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type Router, RunDirectory, type Trajectory, writeFileAtomic } from '@roro/core';
import { runRollouts } from '@roro/engine';
import {
  encodePolicyFile,
  entropyThresholdRouter,
  LearnedPolicy,
  type PolicyMetadata,
  plannedRouter,
  rsdRouter,
  stateFeatures,
  thriftyRouter,
  withHysteresis,
} from '@roro/routers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBenchmark } from './benchmarks.js';
import { parseConfig } from './config.js';
import { type ExplainedTrajectory, explainTrajectory } from './explain.js';
import { describeConfig, type RecipeContext } from './open-run.js';
import { measuredQueries } from './sealed-benchmark.js';
import { engineOptions, namedPool, openStore } from './settings.js';

const benchmark = findBenchmark('sums');
const [query] = measuredQueries(benchmark, 'test', 1, 1);
let context: RecipeContext;

/** p(large) = σ(3·(meanEntropy − 0.2)), whatever else. */
function policyFile(): Uint8Array {
  const { name, featureNames } = stateFeatures();
  const metadata: PolicyMetadata = {
    version: 1,
    mode: 'assign',
    featureSet: name,
    hidden: [],
    activation: 'tanh',
    models: 2,
    normalisation: {
      mean: featureNames.map((feature) => (feature === 'meanEntropy' ? 0.2 : 0)),
      standardDeviation: featureNames.map(() => 1),
    },
    lambdaRange: [0.05, 3],
  };
  const weight = featureNames.flatMap((feature) => [0, feature === 'meanEntropy' ? 3 : 0]);
  return encodePolicyFile(
    {
      'layers.0.weight': { shape: [featureNames.length, 2], data: Float32Array.from(weight) },
      'layers.0.bias': { shape: [2], data: new Float32Array(2) },
    },
    metadata,
  );
}

const policy = new LearnedPolicy(policyFile());
const routers: Record<string, Router> = {
  entropy: entropyThresholdRouter(0.05),
  learned: thriftyRouter(policy, 0.4, { id: 'roro' }),
  held: withHysteresis(entropyThresholdRouter(0.05), 3),
  review: rsdRouter(0.9),
  planned: plannedRouter({ id: 'early-burst', plan: [-1, 0] }),
};
const trajectories: Record<string, Trajectory> = {};

beforeAll(async () => {
  const runs = mkdtempSync(join(tmpdir(), 'roro-explain-'));
  const config = parseConfig({ settings: [{ id: 'same-family', pool: 'abacus-same' }], runs });
  const run = RunDirectory.create({
    root: runs,
    id: 'test',
    config: describeConfig(config),
    manifest: { packages: {}, seed: 1 },
  });
  context = { config, run };
  writeFileAtomic(run.file('policies', 'roro-same-family-seed1', 'policy.safetensors'), policyFile());
  const store = openStore(context);
  for (const [name, router] of Object.entries(routers)) {
    const { trajectories: made } = await runRollouts({
      ...engineOptions(config),
      pool: namedPool('abacus-same'),
      queries: query === undefined ? [] : [query],
      benchmark,
      router,
      seed: 1,
      store,
      path: run.file('trajectories', `${name}.jsonl`),
    });
    trajectories[name] = made[0] as Trajectory;
  }
  store.close();
});

afterAll(() => rmSync(context.config.runs, { recursive: true, force: true }));

const explained = (name: string): Promise<ExplainedTrajectory> =>
  explainTrajectory({ trajectory: trajectories[name]?.id ?? '', root: context.config.runs });

describe('explainTrajectory', () => {
  it('asks a rule again in every state', async () => {
    const { run, basis, models, steps, trajectory } = await explained('entropy');
    expect([run, basis, models]).toEqual(['test', 'asked again', ['srm', 'lrm']]);
    expect(trajectory).toEqual(trajectories['entropy']);
    expect(steps.map(({ number }) => number)).toEqual(trajectory.steps.map((_, i) => i + 1));
    for (const [i, { step, recorded, decision, flips }] of steps.entries()) {
      expect(step).toMatchObject({ text: trajectory.steps[i]?.text, model: trajectory.steps[i]?.model });
      expect(recorded).toEqual(trajectory.decisions[i]);
      expect(decision.action).toEqual(recorded.action);
      // The threshold that flips a decision is the entropy of the step before.
      expect(flips.threshold).toBe(i === 0 ? undefined : trajectory.steps[i - 1]?.statistics?.meanEntropy);
    }
  });

  it('asks the trained policy of the run again, with what its inputs did', async () => {
    const { basis, steps, trajectory } = await explained('learned');
    expect(basis).toBe('asked again');
    for (const [i, { decision, recorded, inputs, flips }] of steps.entries()) {
      expect(decision.action).toEqual(recorded.action);
      expect(decision.probabilities).toEqual(recorded.probabilities);
      expect(decision.explanation).toMatchObject({ threshold: 0.4, flip: expect.stringContaining('thrift') });
      const entropy = trajectory.steps[i - 1]?.statistics?.meanEntropy ?? 0;
      const large = 1 / (1 + Math.exp(-3 * (entropy - 0.2)));
      const chosen = large >= 0.4 ? large : 1 - large;
      expect(flips.thrift?.value).toBeCloseTo(large, 3);
      expect(inputs).toHaveLength(1);
      expect(inputs[0]).toMatchObject({ name: 'meanEntropy', value: expect.closeTo(entropy, 5) });
      expect(inputs[0]?.influence).toBeCloseTo(chosen - 0.5, 5);
    }
  });

  it('gives a reviewing router the values that it paid for', async () => {
    const { basis, steps } = await explained('review');
    expect(basis).toBe('asked again');
    for (const { decision, recorded, flips, step } of steps) {
      expect(decision.action).toEqual(recorded.action);
      expect(flips.threshold).toBe(recorded.explanation?.features['prm']);
      expect(step).toBeDefined();
    }
  });

  it('says what the router would have done where hysteresis held a model', async () => {
    const { basis, steps } = await explained('held');
    expect(basis).toBe('asked again');
    const held = steps.filter(({ recorded }) => recorded.explanation?.features['dwell'] !== undefined);
    expect(held.length).toBeGreaterThan(0);
    for (const { decision, flips } of held) {
      expect(decision.explanation?.flip).toMatch(/^without hysteresis: (srm|lrm)$/);
      expect(flips).toEqual({});
    }
    const free = steps.filter((step) => !held.includes(step));
    expect(free.at(-1)?.decision.explanation?.flip ?? 'none').toMatch(/threshold passes|none/);
  });

  it('a router that no run can make: what was recorded', async () => {
    const { basis, models, steps } = await explained('planned');
    expect([basis, models]).toEqual(['recorded', undefined]);
    expect(steps[0]).toMatchObject({ flips: {}, inputs: [{ name: 'step', value: 0 }] });
    expect(steps[0]?.decision.explanation?.text).toBe('planned: lrm');
  });

  it('other weights, or no steps: what was recorded, with the threshold that it names', async () => {
    const { run } = context;
    const other = policyFile();
    // The last byte belongs to a weight or bias.
    other[other.length - 1] = 0x3f;
    writeFileAtomic(run.file('policies', 'roro-same-family-seed1', 'policy.safetensors'), other);
    expect((await explained('learned')).basis).toBe('recorded');
    rmSync(run.file('steps'), { recursive: true });
    mkdirSync(run.file('steps'));
    const { basis, steps, trajectory } = await explained('entropy');
    expect(readdirSync(run.file('steps'))).toEqual([]);
    expect(basis).toBe('recorded');
    expect(steps[1]?.flips.threshold).toBe(trajectory.steps[0]?.statistics?.meanEntropy);
    await expect(explainTrajectory({ trajectory: 'none', root: context.config.runs })).rejects.toThrow(
      ConfigurationError,
    );
  });
});
