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
  writeJsonlFile,
} from '@roro/core';
import { AdamW, assignVariables, createVariables } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { Critic } from './critic.js';
import type { Group } from './group.js';
import { type GrpoOptionsInput, parseGrpoOptions } from './grpo-options.js';
import type { PolicyModel } from './policy-model.js';
import { takeUpdate } from './take-update.js';
import { hasCollapsed, type UpdateMetrics, updateMetricsSchema } from './update-metrics.js';

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
 * Group-relative policy optimisation (DeepSeekMath 2402.03300, and its variants), or PPO. The policy's variables are trained
 * in place; as they are at the start, they are what a KL divergence keeps near to, so a training that resumes must be
 * given the same start again. Same options and rollouts, same weights, interrupted or not.
 *
 * @returns metrics of every update
 * @throws AbortError when the signal is aborted; the last checkpoint is kept. StorageError where the folder holds a torn
 *   checkpoint, or one of another training. ConfigurationError for options that exclude each other. ValidationError for a
 *   group with rewards that are not finite or missing, or decisions that do not fit the policy; it names the group
 */
export async function trainPolicy(training: TrainPolicyOptions): Promise<UpdateMetrics[]> {
  const { policy, directory, signal } = training;
  const options = parseGrpoOptions(training.options ?? {});
  const optimiser = new AdamW(policy.variables, { weightDecay: 0.01, clipNorm: 1 });
  const initial = policy.snapshot();
  const reference = options.klCoefficient > 0 ? createVariables(initial) : undefined;
  const critic = options.variant === 'ppo' ? new Critic(policy, options.seed) : undefined;
  // What only the critic looks at says nothing about a training without one.
  const { gaeLambda: _, ...withoutCritic } = options;
  const fingerprint = contentHash({
    options: critic === undefined ? withoutCritic : options,
    shapes: Object.entries(initial).map(([name, { shape }]) => [name, shape]),
  });
  const checkpointPath = directory && join(directory, 'checkpoint.safetensors');
  const metricsPath = directory && join(directory, 'metrics.jsonl');
  const checkpoint = checkpointPath ? readCheckpoint(checkpointPath, fingerprint) : undefined;
  let metrics: UpdateMetrics[] = [];
  if (checkpoint !== undefined && metricsPath) {
    assignVariables(policy.variables, checkpoint.weights, checkpointPath);
    optimiser.restore(checkpoint.optimiser, checkpointPath);
    critic?.restore(checkpoint.weights, checkpoint.optimiser, checkpointPath);
    metrics = readJsonl(metricsPath, updateMetricsSchema).records.slice(0, checkpoint.update);
    if (metrics.length < checkpoint.update)
      throw missingMetrics(metricsPath, metrics.length, checkpoint.update);
  }
  // Lines of updates after the checkpoint are made again.
  if (metricsPath) writeJsonlFile(metricsPath, metrics);
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
      const entry = takeUpdate({ policy, optimiser, critic, reference, groups, options, update, random });
      metrics.push(entry);
      writer?.append(entry);
      if (!warned && hasCollapsed(metrics)) {
        warned = true;
        training.onCollapse?.(entry);
      }
      const done = update + 1;
      if (checkpointPath && (done % options.checkpointEvery === 0 || done === options.updates)) {
        const { step, tensors } = optimiser.state();
        const extra = critic?.snapshot();
        writeCheckpoint(checkpointPath, {
          update: done,
          fingerprint,
          weights: { ...policy.snapshot(), ...extra?.weights },
          optimiser: { step, tensors: { ...tensors, ...extra?.tensors } },
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
    critic?.dispose();
  }
  return metrics;
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
