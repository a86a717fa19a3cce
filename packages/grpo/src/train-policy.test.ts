import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, type NamedArray, type Random } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Group, GroupRollout, PolicyDecision } from './group.js';
import type { GrpoOptionsInput } from './grpo-options.js';
import { logSoftmax } from './log-softmax.js';
import { mlpPolicy } from './mlp-policy.js';
import type { PolicyModel } from './policy-model.js';
import { outcomeReward } from './reward.js';
import { trainPolicy, type UpdateContext } from './train-policy.js';
import { type Variant, variants } from './variant.js';

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

  it.each(['grpo', 'ppo'] as const)(
    'resumes to the same bytes after a stop at any update: %s',
    async (variant) => {
      const run = async (directory: string, stopAt?: number): Promise<Record<string, NamedArray>> => {
        const policy = newPolicy(0.73);
        const controller = new AbortController();
        const inner = worldRollouts(policy, 0.3);
        const training = trainPolicy({
          policy,
          directory,
          options: { ...short, variant },
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
        for (const file of ['metrics.jsonl', 'checkpoint.safetensors', 'checkpoint.previous.safetensors']) {
          expect(readFileSync(join(parts, file))).toEqual(readFileSync(join(whole, file)));
        }
      }
    },
  );

  it('goes on from the checkpoint before one that is torn or ahead of its metrics; refuses those of another training', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'roro-grpo-'));
    const [latest, previous] = ['', '.previous'].map((name) =>
      join(directory, `checkpoint${name}.safetensors`),
    ) as [string, string];
    const notes: string[] = [];
    const train = async (options: GrpoOptionsInput): Promise<number> => {
      const policy = newPolicy(0.73);
      let rolledOut = 0;
      const inner = worldRollouts(policy, 0.3);
      const rollouts = (context: UpdateContext): Promise<Group[]> => {
        rolledOut += 1;
        return inner(context);
      };
      const onNote = (text: string): void => void notes.push(text);
      try {
        await trainPolicy({ policy, directory, options, rollouts, onNote });
      } finally {
        policy.dispose();
      }
      return rolledOut;
    };
    const options: GrpoOptionsInput = { ...short, updates: 6, checkpointOf: { setting: 'same-family' } };
    expect(await train(options)).toBe(6);
    const whole = { latest: readFileSync(latest), previous: readFileSync(previous) };
    const metricsPath = join(directory, 'metrics.jsonl');
    const metrics = readFileSync(metricsPath, 'utf8');
    const expectWhole = (): void => {
      expect(readFileSync(latest)).toEqual(whole.latest);
      expect(readFileSync(previous)).toEqual(whole.previous);
      expect(readFileSync(metricsPath, 'utf8')).toBe(metrics);
    };
    expect(notes).toEqual([]);

    await expect(train({ ...options, seed: 6 })).rejects.toThrow(
      /refused: .*: seed 5, expected 6\. No other/,
    );
    await expect(train({ ...options, checkpointOf: { setting: 'cross-family' } })).rejects.toThrow(
      /setting "same-family", expected "cross-family"/,
    );
    expectWhole();

    writeFileSync(latest, whole.latest.subarray(0, -5));
    expect(await train(options)).toBe(2);
    expect(notes.splice(0)).toEqual([
      expect.stringMatching(
        /checkpoint\.safetensors is refused: it is torn: .* Used instead: .*, of update 4,/,
      ),
    ]);
    expectWhole();

    writeFileSync(metricsPath, metrics.split('\n').slice(0, 5).join('\n').concat('\n'));
    expect(await train(options)).toBe(2);
    expect(notes.splice(0)).toEqual([
      expect.stringMatching(/written after 6 updates, and .*metrics\.jsonl holds 5\./),
    ]);
    expectWhole();

    for (const path of [latest, previous]) writeFileSync(path, 'torn');
    expect(await train(options)).toBe(6);
    expect(notes).toHaveLength(2);
    expect(notes[1]).toMatch(/checkpoint\.previous\.safetensors is refused: .* starts from the beginning\.$/);
    expectWhole();
  });

  it.each(['grpo', 'ppo'] as const)(
    'survives updates without signal and leaks no tensor: %s',
    async (variant) => {
      const policy = newPolicy(0.73);
      const before = tf.memory().numTensors;
      const metrics = await trainPolicy({
        policy,
        options: { ...short, klCoefficient: 0.01, variant, dropAllWrong: true },
        rollouts: async (context) =>
          context.update === 2 ? [] : worldRollouts(policy, context.update === 3 ? 1 : 0)(context),
      });
      expect(tf.memory().numTensors).toBe(before);
      expect(metrics[2]).toMatchObject({ groups: 0, loss: 0 });
      expect(metrics[3]).toMatchObject({ allWrongShare: 1, droppedShare: 1, loss: 0 });
      expect(metrics.every((entry) => Object.values(entry).every(Number.isFinite))).toBe(true);
      policy.dispose();
    },
  );

  it.each(variants)('takes the step of a hand-computed gradient: %s', async (variant) => {
    // No hidden layer, input 1, π = π_old = ½. Rollout [1] with R = 1 and [0, 0, 0] with R = 0: advantages ±A, and the
    // slope at logit 1 is −A/2 times the weight of each of the four decisions. The gradient norm is that sum times 2: it
    // stands at two logits with opposite signs, for weight and bias.
    const a = 0.5 / (Math.SQRT1_2 + 1e-4);
    const expected: Record<Variant, { loss: number; gradientNorm: number }> = {
      grpo: { loss: a / 2, gradientNorm: a },
      dapo: { loss: a / 2, gradientNorm: a },
      gspo: { loss: 0, gradientNorm: a },
      // A = ½, weights 1/(2·16)
      dr_grpo: { loss: 1 / 32, gradientNorm: 1 / 16 },
      // A = 1
      rloo: { loss: 0.5, gradientNorm: 1 },
      // V = 0: advantages 1 | 0, 0, 0 with mean ¼ and deviation ½; (¾ + 3·¼)/(½ + 1e-4)/4
      ppo: { loss: 0, gradientNorm: 0.375 / 0.5001 },
    };
    const policy = mlpPolicy({ inputs: 1, actions: 2, hidden: [], seed: 1 });
    const decision = (action: number) => ({ observation: [1], action, logProbability: Math.log(0.5) });
    const [metrics] = await trainPolicy({
      policy,
      options: { updates: 1, epochs: 1, learningRate: 0.01, variant },
      rollouts: async () => [
        {
          id: 'one',
          rollouts: [
            { decisions: [decision(1)], reward: 1, correct: true, costShare: 1 },
            { decisions: [0, 0, 0].map(decision), reward: 0, correct: false, costShare: 0 },
          ],
        },
      ],
    });
    expect(metrics?.loss).toBeCloseTo(expected[variant].loss, 6);
    expect(metrics?.gradientNorm).toBeCloseTo(expected[variant].gradientNorm, 5);
    // The first step of AdamW is the learning rate, whatever the size of the gradient.
    expect(policy.snapshot()['layers.0.bias']?.data[1]).toBeCloseTo(Math.log(0.5) + 0.01, 5);
    policy.dispose();
  });

  it('learns a problem of two steps with ppo, one rollout a group', async () => {
    // Action 0 first is worth ½ whatever follows; action 1 first is worth 1 if action 1 follows, else 0. At the start both
    // are worth the same, and only who gets the second step right learns that the first should be 1.
    const policy = mlpPolicy({ inputs: 3, actions: 2, hidden: [16], seed: 4 });
    const [start, ...after] = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as [number[], number[], number[]];
    const logProbabilitiesAt = (observation: number[]): Float64Array =>
      logSoftmax(
        tf.tidy(() => policy.logits(tf.tensor2d([observation])).dataSync<'float32'>()),
        0,
        2,
      );
    const metrics = await trainPolicy({
      policy,
      options: { seed: 1, updates: 40, learningRate: 1e-2, variant: 'ppo' },
      rollouts: async ({ random }) =>
        Array.from({ length: 64 }, (_, g): Group => {
          const decide = (observation: number[]): PolicyDecision => {
            const logProbabilities = logProbabilitiesAt(observation);
            const action = random.categorical(logProbabilities.map(Math.exp));
            return { observation, action, logProbability: logProbabilities[action] as number };
          };
          const first = decide(start);
          const second = decide(after[first.action] as number[]);
          const reward = first.action === 0 ? 0.5 : second.action;
          const rollout = { decisions: [first, second], reward, correct: reward === 1, costShare: 0 };
          return { id: String(g), rollouts: [rollout] };
        }),
    });
    expect(Math.exp(logProbabilitiesAt(start)[1] as number)).toBeGreaterThan(0.9);
    expect(Math.exp(logProbabilitiesAt(after[1] as number[])[1] as number)).toBeGreaterThan(0.9);
    expect(metrics.at(-1)?.reward).toBeGreaterThan(0.85);
    expect(metrics.at(-1)?.valueLoss).toBeLessThan((metrics[0]?.valueLoss as number) / 2);
    expect(metrics[0]?.explainedVariance).toBe(0);
    expect(Math.max(...metrics.map(({ explainedVariance = 0 }) => explainedVariance))).toBeGreaterThan(0.3);
    policy.dispose();
  });

  it('keeps groups without a correct rollout with ppo, unless told to drop them; the others have no critic', async () => {
    const policy = newPolicy(0.5);
    const run = async (options: GrpoOptionsInput) =>
      (
        await trainPolicy({ policy, options: { updates: 1, ...options }, rollouts: worldRollouts(policy, 1) })
      )[0];
    expect(await run({ variant: 'ppo' })).toMatchObject({ allWrongShare: 1, droppedShare: 0 });
    expect(await run({ variant: 'ppo', dropAllWrong: true })).toMatchObject({ droppedShare: 1 });
    const metrics = await run({});
    expect(metrics).toMatchObject({ droppedShare: 1 });
    expect(metrics).not.toHaveProperty('valueLoss');
    expect(metrics).not.toHaveProperty('explainedVariance');
    await expect(run({ variant: 'ppo', processWeight: 1 })).rejects.toThrow(
      /processWeight 0 with variant "ppo"/,
    );
    policy.dispose();
  });

  it('drops groups without variance of outcome and process with dapo, and refuses a KL there', async () => {
    const policy = mlpPolicy({ inputs: 1, actions: 2, hidden: [], seed: 1 });
    const group = (id: string, rewards: readonly number[], scores: readonly number[]): Group => ({
      id,
      rollouts: rewards.map((reward, i) => ({
        decisions: [{ observation: [1], action: i, logProbability: Math.log(0.5) }],
        reward,
        process: scores[i] as number,
        correct: true,
        costShare: 0,
      })),
    });
    const rollouts = async () => [
      group('outcome', [1, 0], [1, 1]),
      group('process', [1, 1], [1, 0]),
      group('neither', [1, 1], [1, 1]),
      group('cancelled', [1, 0], [0, 1]),
    ];
    const run = (options: GrpoOptionsInput) =>
      trainPolicy({ policy, options: { updates: 1, variant: 'dapo', ...options }, rollouts });
    const dropped = async (options: GrpoOptionsInput) => (await run(options))[0]?.droppedShare;
    expect(await dropped({})).toBe(0.5);
    for (const aggregation of ['summed', 'decoupled', 'outcome-gated'] as const) {
      expect(await dropped({ processWeight: 1, aggregation })).toBe(0.5);
    }
    expect((await run({}))[0]).toMatchObject({ reward: 0.75, process: 0.75 });
    await expect(run({ klCoefficient: 0.1 })).rejects.toThrow(/klCoefficient 0 with variant "dapo"/);
    policy.dispose();
  });

  it('learns a bandit with masks: the best allowed action, whichever is allowed', async () => {
    const policy = mlpPolicy({ inputs: 1, actions: 4, hidden: [8], seed: 3 });
    const masks = [
      [true, true, true, true],
      [true, true, true, false],
      [true, true, false, false],
    ];
    const logProbabilitiesUnder = (mask: readonly boolean[]): Float64Array => {
      const logits = tf.tidy(() => policy.logits(tf.tensor2d([[1]])).dataSync<'float32'>());
      return logSoftmax(logits, 0, 4, mask);
    };
    await trainPolicy({
      policy,
      options: { updates: 40, learningRate: 3e-2, entropyCoefficient: 0 },
      rollouts: async ({ random }) =>
        [...masks, ...masks].map((allowed, g) => {
          const logProbabilities = logProbabilitiesUnder(allowed);
          return {
            id: String(g),
            rollouts: Array.from({ length: 8 }, () => {
              const action = random.categorical(logProbabilities.map(Math.exp));
              const logProbability = logProbabilities[action] as number;
              return {
                decisions: [{ observation: [1], action, logProbability, allowed }],
                reward: action / 3,
                correct: true,
                costShare: 0,
              };
            }),
          };
        }),
    });
    for (const [i, mask] of masks.entries()) {
      expect(Math.exp(logProbabilitiesUnder(mask)[3 - i] as number)).toBeGreaterThan(0.8);
      expect(logProbabilitiesUnder(mask).filter(Number.isFinite)).toHaveLength(4 - i);
    }
    policy.dispose();
  });

  it('learns from step rewards alone, and keeps near to its start with a KL', async () => {
    const chance = async (options: GrpoOptionsInput): Promise<number> => {
      const policy = newPolicy(0.5);
      const inner = worldRollouts(policy, 0);
      const metrics = await trainPolicy({
        policy,
        options: {
          updates: 15,
          learningRate: 1e-2,
          processWeight: 1,
          credit: 'step',
          discount: 0,
          ...options,
        },
        rollouts: async (context) =>
          (await inner(context)).map((group) => ({
            ...group,
            rollouts: group.rollouts.map((rollout) => ({
              ...rollout,
              reward: 0,
              decisions: rollout.decisions.map((decision) => ({
                ...decision,
                processReward: decision.action === decision.observation[0] ? 1 : 0,
              })),
            })),
          })),
      });
      expect(metrics[0]?.process).toBeGreaterThan(0.5);
      const result = largeProbability(policy, true);
      policy.dispose();
      return result;
    };
    const free = await chance({});
    expect(free).toBeGreaterThan(0.9);
    expect(await chance({ klCoefficient: 5 })).toBeLessThan(free - 0.1);
  });

  it('names the group whose rewards or decisions are wrong', async () => {
    const policy = newPolicy(0.5);
    const run = (
      rollout: Partial<GroupRollout>,
      decision: Partial<PolicyDecision> = {},
      options: GrpoOptionsInput = {},
    ) =>
      trainPolicy({
        policy,
        options: { updates: 1, ...options },
        rollouts: async () => [
          {
            id: 'query-7',
            rollouts: [
              {
                decisions: [{ observation: [1, 0], action: 1, logProbability: -0.7, ...decision }],
                reward: 1,
                correct: true,
                costShare: 1,
                ...rollout,
              },
            ],
          },
        ],
      });
    await expect(run({ reward: Number.NaN })).rejects.toThrow(/finite rewards in group "query-7", found NaN/);
    await expect(run({ process: Number.POSITIVE_INFINITY })).rejects.toThrow(/"query-7", found Infinity/);
    await expect(run({}, { processReward: Number.NaN })).rejects.toThrow(/"query-7", found NaN/);
    await expect(run({}, { allowed: [true, false] })).rejects.toThrow(/"query-7", found action 1, which its/);
    await expect(run({}, { allowed: [true] })).rejects.toThrow(/a mask of 1 actions/);
    await expect(run({}, { action: -1 })).rejects.toThrow(/action -1/);
    await expect(run({}, { observation: [1] })).rejects.toThrow(/found 1 inputs/);
    await expect(run({}, { logProbability: Number.NEGATIVE_INFINITY })).rejects.toThrow(/log-probability/);
    await expect(run({}, {}, { processWeight: 1 })).rejects.toThrow(/`process` in every rollout.*"query-7"/);
    const step = { processWeight: 1, credit: 'step' } as const;
    await expect(run({}, {}, step)).rejects.toThrow(/`processReward` in every decision/);
    policy.dispose();
  });
});
