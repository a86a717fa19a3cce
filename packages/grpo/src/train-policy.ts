import { join } from 'node:path';
import {
  AbortError,
  JsonlWriter,
  type NamedArray,
  type ProgressListener,
  Random,
  readJsonl,
  writeJsonlFile,
} from '@roro/core';
import { AdamW, assignVariables, createVariables } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint, TrainingIdentity } from './checkpoint.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { Critic } from './critic.js';
import type { Group } from './group.js';
import { type GrpoOptions, type GrpoOptionsInput, parseGrpoOptions } from './grpo-options.js';
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
  /** Folder for `metrics.jsonl` and the last two checkpoints; a training that stopped there resumes exactly. */
  directory?: string;
  /** Name in progress events, default `grpo`. */
  task?: string;
  onProgress?: ProgressListener;
  /** Called once, when the policy has kept to one model for five updates. */
  onCollapse?: (metrics: UpdateMetrics) => void;
  /** A checkpoint that was refused, why, and what is used instead. Default: a warning of the process. */
  onNote?: (text: string) => void;
  signal?: AbortSignal;
}

/**
 * Group-relative policy optimisation (DeepSeekMath 2402.03300, and its variants), or PPO. The policy's variables are trained
 * in place; as they are at the start, they are what a KL divergence keeps near to, so a training that resumes must be
 * given the same start again. Same options and rollouts, same weights, interrupted or not.
 *
 * @returns metrics of every update
 * @throws AbortError when the signal is aborted; the last checkpoint is kept. StorageError where the only checkpoints in
 *   the folder are of other trainings (a torn one is refused, and the one before it used). ConfigurationError for options
 *   that exclude each other. ValidationError for a group with rewards that are not finite or missing, or decisions that do
 *   not fit the policy; it names the group
 */
export async function trainPolicy(training: TrainPolicyOptions): Promise<UpdateMetrics[]> {
  const { policy, directory, signal } = training;
  const options = parseGrpoOptions(training.options ?? {});
  const optimiser = new AdamW(policy.variables, { weightDecay: 0.01, clipNorm: 1 });
  const initial = policy.snapshot();
  const metricsPath = directory && join(directory, 'metrics.jsonl');
  const folder =
    directory === undefined ? undefined : new CheckpointFolder(directory, identityOf(options, initial));
  let metrics = metricsPath ? readJsonl(metricsPath, updateMetricsSchema).records : [];
  const checkpoint = folder?.open(
    (found) => misfit(found, metrics, options.seed, metricsPath),
    training.onNote ?? ((text) => process.emitWarning(text)),
  );
  metrics = metrics.slice(0, checkpoint?.update ?? 0);
  const reference = options.klCoefficient > 0 ? createVariables(initial) : undefined;
  const critic = options.variant === 'ppo' ? new Critic(policy, options.seed) : undefined;
  if (checkpoint !== undefined) {
    assignVariables(policy.variables, checkpoint.weights, folder?.path);
    optimiser.restore(checkpoint.optimiser, folder?.path);
    critic?.restore(checkpoint.weights, checkpoint.optimiser, folder?.path);
  }
  // Lines of updates after the checkpoint are made again.
  if (metricsPath) writeJsonlFile(metricsPath, metrics);
  const writer = metricsPath ? new JsonlWriter(metricsPath) : undefined;
  let warned = false;
  try {
    for (let update = metrics.length; update < options.updates; update++) {
      if (signal?.aborted) throw abortError(signal, update, options.updates);
      const random = randomOf(options.seed, update);
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
      if (done % options.checkpointEvery === 0 || done === options.updates) {
        const { step, tensors } = optimiser.state();
        const extra = critic?.snapshot();
        folder?.write({
          update: done,
          groups: groupsIn(metrics),
          random: randomOf(options.seed, done).state(),
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

/** The stream of an update: it follows from the seed and the number alone. */
function randomOf(seed: number, update: number): Random {
  return new Random('grpo', seed, update);
}

function groupsIn(metrics: readonly UpdateMetrics[]): number {
  return metrics.reduce((sum, { groups }) => sum + groups, 0);
}

function identityOf(
  { checkpointOf, gaeLambda, ...options }: GrpoOptions,
  weights: Readonly<Record<string, NamedArray>>,
): TrainingIdentity {
  return {
    of: checkpointOf,
    // What only the critic looks at says nothing about a training without one.
    options: options.variant === 'ppo' ? { ...options, gaeLambda } : options,
    shapes: Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape])),
  };
}

/** Why a checkpoint does not go with what else there is; undefined where it does. */
function misfit(
  { update, groups, random }: Checkpoint,
  metrics: readonly UpdateMetrics[],
  seed: number,
  metricsPath: string | undefined,
): string | undefined {
  const done = metrics.slice(0, update);
  if (done.length < update) {
    return `it was written after ${update} updates, and ${metricsPath} holds ${done.length}`;
  }
  if (groupsIn(done) !== groups) {
    return `its updates took ${groups} groups, and those in ${metricsPath} took ${groupsIn(done)}`;
  }
  if (random.join() !== randomOf(seed, update).state().join()) {
    return `its random state is not that of update ${update + 1} with seed ${seed}`;
  }
  return undefined;
}

function abortError(signal: AbortSignal, done: number, total: number): AbortError {
  if (signal.reason instanceof AbortError) return signal.reason;
  return new AbortError({
    message: `The training stopped after ${done} of ${total} updates.`,
    nextStep: 'Run the same command again to resume from the last checkpoint.',
    cause: signal.reason,
  });
}
