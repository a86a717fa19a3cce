import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, type NamedArray, type Random } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Group, GroupRollout } from './group.js';
import { logSoftmax } from './policy-loss.js';
import { mlpPolicy, type PolicyModel } from './policy-model.js';
import { outcomeReward } from './reward.js';
import { type GrpoOptionsInput, trainPolicy, type UpdateContext } from './train-policy.js';

/**
 * A routing world with a known optimum: three steps, each easy or hard and visibly so. The small model (cost
 * 0.1/3) is always right on easy steps and never on hard ones, the large (cost 1/3) always right, unless the
 * query is hopeless; hopelessness is invisible. The best policy escalates exactly the hard steps.
 */
const steps = 3;
const lambda = 0.3;

function worldRollouts(policy: PolicyModel, hopelessShare: number) {
  return async ({ random }: UpdateContext): Promise<Group[]> => {
    const easyAndHard = [false, true].map((hard) => logProbabilitiesOf(policy, hard));
    return Array.from({ length: 16 }, (_, g) => {
      const hopeless = random.bernoulli(hopelessShare);
      const hard = Array.from({ length: steps }, () => random.bernoulli(0.4));
      return {
        id: String(g),
        rollouts: Array.from({ length: 8 }, () => rollOut(easyAndHard, hopeless, hard, random)),
      };
    });
  };
}

const observationOf = (hard: boolean): number[] => (hard ? [1, 0] : [0, 1]);

function logProbabilitiesOf(policy: PolicyModel, hard: boolean): Float64Array {
  const logits = tf.tidy(() => policy.logits(tf.tensor2d([observationOf(hard)])).dataSync<'float32'>());
  return logSoftmax(logits, 0, 2);
}

function rollOut(
  easyAndHard: readonly Float64Array[],
  hopeless: boolean,
  hard: readonly boolean[],
  random: Random,
): GroupRollout {
  let correct = !hopeless;
  let costShare = 0;
  const decisions = hard.map((isHard) => {
    const logProbabilities = easyAndHard[isHard ? 1 : 0] as Float64Array;
    const action = random.categorical(logProbabilities.map(Math.exp));
    if (isHard && action === 0) correct = false;
    costShare += (action === 0 ? 0.1 : 1) / steps;
    return {
      observation: observationOf(isHard),
      action,
      logProbability: logProbabilities[action] as number,
    };
  });
  return { decisions, correct, costShare, reward: outcomeReward(correct, costShare, lambda) };
}

const newPolicy = (large: number): PolicyModel =>
  mlpPolicy({ inputs: 2, actions: 2, hidden: [16], seed: 4, initialProbabilities: [1 - large, large] });

const largeProbability = (policy: PolicyModel, hard: boolean): number =>
  Math.exp(logProbabilitiesOf(policy, hard)[1] as number);

const short: GrpoOptionsInput = { seed: 5, updates: 6, checkpointEvery: 2, minibatch: 128 };

beforeAll(async () => {
  await chooseBackend();
});

describe('trainPolicy', () => {
  it('finds the optimum with the cures: hard steps escalated, easy ones not', async () => {
    const policy = newPolicy(0.73);
    let collapsed = false;
    const metrics = await trainPolicy({
      policy,
      rollouts: worldRollouts(policy, 0.6),
      options: { seed: 2, updates: 40, learningRate: 1e-2, minibatch: 256 },
      onCollapse: () => {
        collapsed = true;
      },
    });
    expect(largeProbability(policy, true)).toBeGreaterThan(0.9);
    expect(largeProbability(policy, false)).toBeLessThan(0.25);
    expect(collapsed).toBe(false);
    expect(metrics.at(-1)?.allWrongShare).toBeGreaterThan(0.3);
    expect(metrics.at(-1)?.droppedShare).toBe(metrics.at(-1)?.allWrongShare);
    policy.dispose();
  });

  it('collapses to the small model without them, and says so', async () => {
    const policy = newPolicy(0.5);
    let collapsedAt = 0;
    await trainPolicy({
      policy,
      rollouts: worldRollouts(policy, 0.9),
      options: {
        seed: 2,
        updates: 40,
        learningRate: 1e-2,
        minibatch: 256,
        dropAllWrong: false,
        entropyCoefficient: 0,
      },
      onCollapse: ({ update }) => {
        collapsedAt = update;
      },
    });
    expect(largeProbability(policy, true)).toBeLessThan(0.1);
    expect(collapsedAt).toBeGreaterThan(0);
    policy.dispose();
  });

  it('resumes to the same bytes after a stop at any update', async () => {
    const run = async (directory: string, stopAt?: number): Promise<Record<string, NamedArray>> => {
      const policy = newPolicy(0.73);
      const controller = new AbortController();
      const inner = worldRollouts(policy, 0.3);
      const training = trainPolicy({
        policy,
        directory,
        options: short,
        signal: controller.signal,
        rollouts: async (context) => {
          if (context.update === stopAt) controller.abort();
          return inner(context);
        },
      });
      if (stopAt === undefined) await training;
      else await expect(training).rejects.toThrow(/resume/);
      const weights = policy.snapshot();
      policy.dispose();
      return weights;
    };
    const folder = (): string => mkdtempSync(join(tmpdir(), 'roro-grpo-'));
    const whole = folder();
    const reference = encodeSafetensors({ tensors: await run(whole), metadata: {} });
    for (const stopAt of [0, 3, 4]) {
      const parts = folder();
      await run(parts, stopAt);
      expect(encodeSafetensors({ tensors: await run(parts), metadata: {} })).toEqual(reference);
      expect(readFileSync(join(parts, 'metrics.jsonl'))).toEqual(readFileSync(join(whole, 'metrics.jsonl')));
    }
  });

  it('refuses a torn checkpoint, one of another training, and one without its metrics', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'roro-grpo-'));
    const train = async (options: GrpoOptionsInput): Promise<void> => {
      const policy = newPolicy(0.73);
      try {
        await trainPolicy({ policy, directory, options, rollouts: worldRollouts(policy, 0.3) });
      } finally {
        policy.dispose();
      }
    };
    await train({ ...short, updates: 2 });
    await expect(train({ ...short, updates: 2, seed: 6 })).rejects.toThrow(/other options/);
    const metricsPath = join(directory, 'metrics.jsonl');
    const metrics = readFileSync(metricsPath, 'utf8');
    writeFileSync(metricsPath, `${metrics.split('\n')[0]}\n`);
    await expect(train({ ...short, updates: 2 })).rejects.toThrow(/holds 1 updates/);
    writeFileSync(metricsPath, metrics);
    const path = join(directory, 'checkpoint.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, -5));
    await expect(train({ ...short, updates: 2 })).rejects.toThrow(/torn/);
  });

  it('survives updates without signal and leaks no tensor', async () => {
    const policy = newPolicy(0.73);
    const before = tf.memory().numTensors;
    const metrics = await trainPolicy({
      policy,
      options: { ...short, klCoefficient: 0.01 },
      rollouts: async (context) =>
        context.update === 2 ? [] : worldRollouts(policy, context.update === 3 ? 1 : 0)(context),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(metrics[2]).toMatchObject({ groups: 0, loss: 0 });
    expect(metrics[3]).toMatchObject({ allWrongShare: 1, droppedShare: 1, loss: 0 });
    expect(metrics.every((entry) => Object.values(entry).every(Number.isFinite))).toBe(true);
    policy.dispose();
  });
});
