import { join } from 'node:path';
import {
  AbortError,
  contentHash,
  JsonlWriter,
  type NamedArray,
  type ProgressListener,
  Random,
  readJsonl,
  StorageError,
  writeFileAtomic,
} from '@roro/core';
import { AdamW, assignVariables, createVariables, valueAndGradients, warmupCosine } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { groupAdvantages } from './advantages.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { Group, PolicyDecision } from './group.js';
import { clippedPolicyLoss } from './policy-loss.js';
import type { PolicyModel } from './policy-model.js';
import { groupFigures, hasCollapsed, type UpdateMetrics, updateMetricsSchema } from './update-metrics.js';

/** Every option with its default. The cures of the collapse (docs/method.md § 9) are on. */
export const grpoOptionsSchema = z.strictObject({
  seed: z.number().int().nonnegative().default(1),
  updates: z.number().int().positive().default(60),
  /** Passes over the decisions of one update. */
  epochs: z.number().int().positive().default(3),
  /** Decisions per gradient step. */
  minibatch: z.number().int().positive().default(512),
  /** Peak of a warm-up (5 % of the updates) and a cosine down to 10 %. */
  learningRate: z.number().positive().default(3e-3),
  clipLow: z.number().positive().default(0.2),
  clipHigh: z.number().positive().default(0.28),
  /** Weight of KL(π ‖ initial policy), default 0: the initial policy is no good place to stay. */
  klCoefficient: z.number().nonnegative().default(0),
  /** Nats; log 2 = 0.69 is the most two actions can have. */
  entropyFloor: z.number().nonnegative().default(0.15),
  entropyCoefficient: z.number().nonnegative().default(0.02),
  /** Leave out groups without a correct rollout: all that they reward is cheapness. */
  dropAllWrong: z.boolean().default(true),
  /** Divide advantages by the group's standard deviation. */
  divideByDeviation: z.boolean().default(true),
  /** Updates between two checkpoints. */
  checkpointEvery: z.number().int().positive().default(20),
});
export type GrpoOptions = z.infer<typeof grpoOptionsSchema>;
export type GrpoOptionsInput = z.input<typeof grpoOptionsSchema>;

/** What the rollouts of an update are made with. */
export interface UpdateContext {
  /** 0-based. */
  update: number;
  /** Weights of the policy as it is now. */
  weights: Record<string, NamedArray>;
  /** Seeded by the training seed and the update. */
  random: Random;
}

export interface TrainPolicyOptions {
  policy: PolicyModel;
  /** Groups of rollouts of the current policy. */
  rollouts(context: UpdateContext): Promise<readonly Group[]>;
  options?: GrpoOptionsInput;
  /** Folder for `metrics.jsonl` and `checkpoint.safetensors`; a training that stopped there resumes exactly. */
  directory?: string;
  /** Name in progress events, default `grpo`. */
  task?: string;
  onProgress?: ProgressListener;
  /** Called once, when the policy has kept to one model for five updates. */
  onCollapse?: (metrics: UpdateMetrics) => void;
  signal?: AbortSignal;
}

/**
 * Group-relative policy optimisation, outcome form (DeepSeekMath 2402.03300). The policy's variables are trained
 * in place. Same options and rollouts, same weights, interrupted or not.
 *
 * @returns metrics of every update
 * @throws AbortError when the signal is aborted; the last checkpoint is kept. StorageError where the folder holds a torn
 *   checkpoint, or one of another training
 */
export async function trainPolicy(training: TrainPolicyOptions): Promise<UpdateMetrics[]> {
  const { policy, directory, signal } = training;
  const options = grpoOptionsSchema.parse(training.options ?? {});
  const optimiser = new AdamW(policy.variables, { weightDecay: 0.01, clipNorm: 1 });
  const initial = policy.snapshot();
  const reference = options.klCoefficient > 0 ? createVariables(initial) : undefined;
  const fingerprint = contentHash({
    options,
    shapes: Object.entries(initial).map(([name, { shape }]) => [name, shape]),
  });
  const checkpointPath = directory && join(directory, 'checkpoint.safetensors');
  const metricsPath = directory && join(directory, 'metrics.jsonl');
  const checkpoint = checkpointPath ? readCheckpoint(checkpointPath, fingerprint) : undefined;
  let metrics: UpdateMetrics[] = [];
  if (checkpoint !== undefined && metricsPath) {
    assignVariables(policy.variables, checkpoint.weights, checkpointPath);
    optimiser.restore(checkpoint.optimiser, checkpointPath);
    metrics = readJsonl(metricsPath, updateMetricsSchema).records.slice(0, checkpoint.update);
    if (metrics.length < checkpoint.update)
      throw missingMetrics(metricsPath, metrics.length, checkpoint.update);
  }
  // Lines of updates after the checkpoint are made again.
  if (metricsPath)
    writeFileAtomic(metricsPath, metrics.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const writer = metricsPath ? new JsonlWriter(metricsPath) : undefined;
  let warned = false;
  try {
    for (let update = metrics.length; update < options.updates; update++) {
      if (signal?.aborted) throw abortError(signal, update, options.updates);
      const random = new Random('grpo', options.seed, update);
      const groups = await training.rollouts({
        update,
        weights: policy.snapshot(),
        random: random.fork('rollouts'),
      });
      const entry = takeUpdate({ policy, optimiser, reference, groups, options, update, random });
      metrics.push(entry);
      writer?.append(entry);
      if (!warned && hasCollapsed(metrics)) {
        warned = true;
        training.onCollapse?.(entry);
      }
      const done = update + 1;
      if (checkpointPath && (done % options.checkpointEvery === 0 || done === options.updates)) {
        writeCheckpoint(checkpointPath, {
          update: done,
          fingerprint,
          weights: policy.snapshot(),
          optimiser: optimiser.state(),
        });
      }
      training.onProgress?.({
        type: 'progress',
        task: training.task ?? 'grpo',
        done,
        total: options.updates,
        figures: {
          reward: entry.reward,
          accuracy: entry.accuracy,
          cost: entry.costShare,
          entropy: entry.entropy,
        },
      });
    }
  } finally {
    writer?.close();
    if (reference !== undefined) tf.dispose(reference);
  }
  return metrics;
}

interface Update {
  policy: PolicyModel;
  optimiser: AdamW;
  reference: Record<string, tf.Variable> | undefined;
  groups: readonly Group[];
  options: GrpoOptions;
  update: number;
  random: Random;
}

interface Sample extends PolicyDecision {
  advantage: number;
}

function takeUpdate({
  policy,
  optimiser,
  reference,
  groups,
  options,
  update,
  random,
}: Update): UpdateMetrics {
  const kept = options.dropAllWrong
    ? groups.filter((group) => group.rollouts.some((rollout) => rollout.correct))
    : groups;
  const samples = kept.flatMap((group) => {
    const advantages = groupAdvantages(
      group.rollouts.map((rollout) => rollout.reward),
      { divideByDeviation: options.divideByDeviation },
    );
    return group.rollouts.flatMap((rollout, i) =>
      rollout.decisions.map((decision): Sample => ({ ...decision, advantage: advantages[i] as number })),
    );
  });
  const learningRate = warmupCosine(
    { peak: options.learningRate, updates: options.updates, warmup: Math.ceil(options.updates * 0.05) },
    update,
  );
  const sums = { loss: 0, entropy: 0, kl: 0, clippedShare: 0, gradientNorm: 0 };
  let steps = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = random.fork('epoch', epoch).shuffle(samples);
    for (let start = 0; start < order.length; start += options.minibatch) {
      const step = gradientStep(
        policy,
        optimiser,
        reference,
        order.slice(start, start + options.minibatch),
        options,
        learningRate,
      );
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += step[key];
      steps += 1;
    }
  }
  const mean = (total: number): number => (steps === 0 ? 0 : total / steps);
  return {
    update: update + 1,
    ...groupFigures(groups, policy.actions),
    droppedShare: groups.length === 0 ? 0 : 1 - kept.length / groups.length,
    loss: mean(sums.loss),
    entropy: mean(sums.entropy),
    kl: mean(sums.kl),
    clippedShare: mean(sums.clippedShare),
    gradientNorm: mean(sums.gradientNorm),
    learningRate,
  };
}

/** One minibatch: forward, loss and its gradient at the logits in plain numbers, backward, AdamW. */
function gradientStep(
  policy: PolicyModel,
  optimiser: AdamW,
  reference: Record<string, tf.Variable> | undefined,
  batch: readonly Sample[],
  options: GrpoOptions,
  learningRate: number,
): { loss: number; entropy: number; kl: number; clippedShare: number; gradientNorm: number } {
  const observations = new Float32Array(batch.length * policy.inputs);
  batch.forEach((sample, i) => {
    observations.set(sample.observation, i * policy.inputs);
  });
  const x = tf.tensor2d(observations, [batch.length, policy.inputs]);
  const logits = tf.tidy(() => policy.logits(x).dataSync<'float32'>());
  const output = clippedPolicyLoss(
    {
      logits,
      actions: batch.map((sample) => sample.action),
      oldLogProbabilities: batch.map((sample) => sample.logProbability),
      advantages: batch.map((sample) => sample.advantage),
      ...(reference === undefined ? {} : { referenceLogits: referenceLogits(policy, reference, x) }),
    },
    options,
  );
  const slope = tf.tensor2d(output.gradient, [batch.length, policy.actions]);
  // d(logits·slope)/dθ with the slope held fixed is the chain rule through the logits.
  const { gradients } = valueAndGradients(policy.variables, () => tf.sum(tf.mul(policy.logits(x), slope)));
  const { gradientNorm } = optimiser.apply(gradients, learningRate);
  tf.dispose([x, slope, gradients]);
  const { loss, entropy, kl, clippedShare } = output;
  return { loss, entropy, kl, clippedShare, gradientNorm };
}

/** Logits of the initial policy: its weights are swapped in for one forward pass. */
function referenceLogits(
  policy: PolicyModel,
  reference: Record<string, tf.Variable>,
  x: tf.Tensor2D,
): Float32Array {
  return tf.tidy(() => {
    const current = Object.fromEntries(
      Object.entries(policy.variables).map(([name, v]) => [name, v.clone()]),
    );
    for (const [name, variable] of Object.entries(policy.variables))
      variable.assign((reference[name] as tf.Variable).clone());
    const logits = policy.logits(x).dataSync<'float32'>();
    for (const [name, variable] of Object.entries(policy.variables))
      variable.assign(current[name] as tf.Tensor);
    return logits;
  });
}

function missingMetrics(path: string, found: number, expected: number): StorageError {
  return new StorageError({
    path,
    message: `${path} holds ${found} updates, but the checkpoint beside it was written after ${expected}.`,
    nextStep: 'Restore the file, or remove the checkpoint to train from the beginning.',
  });
}

function abortError(signal: AbortSignal, done: number, total: number): AbortError {
  if (signal.reason instanceof AbortError) return signal.reason;
  return new AbortError({
    message: `The training stopped after ${done} of ${total} updates.`,
    nextStep: 'Run the same command again to resume from the last checkpoint.',
    cause: signal.reason,
  });
}
