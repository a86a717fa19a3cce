import {
  embeddingLength,
  type ModelPool,
  type NamedArray,
  networkOfTensors,
  QueryMaps,
  routableModels,
  type Trajectory,
  type TrajectoryView,
  trajectoryEvidence,
  viewTrajectory,
} from '@roro/core';
import { pointerPolicy, trainSupervised } from '@roro/grpo';
import type { ViewedPair } from '../pairs.js';
import type { ProcessScore } from './process-reward.js';

const maps = new QueryMaps();
const scalars = 10;

/** Values that the scalar reward model reads of a trajectory. */
const featureCount = scalars + 3 * embeddingLength;

/**
 * A trajectory as numbers, without a rubric: shares, switches and entropies, and the hashed characters of the query, of
 * the lines that the dearest model wrote and of those that the others wrote.
 */
function trajectoryFeatures(view: TrajectoryView): Float32Array {
  const { steps, costShare, switches, answered, segments } = trajectoryEvidence(view);
  const map = maps.get(view.query.prompt);
  const entropies = (large: boolean): number[] =>
    steps.flatMap((step) => (step.byDearest === large ? (step.meanEntropy ?? []) : []));
  const small = entropies(false);
  const large = entropies(true);
  const features = new Float32Array(featureCount);
  features.set([
    costShare,
    steps.length < 2 ? 0 : switches / (steps.length - 1),
    steps.length === 0 ? 0 : steps.filter((step) => step.byDearest).length / steps.length,
    Math.log1p(steps.length) / 4,
    Math.log1p(segments) / 4,
    answered ? 1 : 0,
    mean(small),
    Math.max(0, ...small),
    mean(large),
    Math.max(0, ...large),
  ]);
  const add = (from: number, segment: number, weight: number): void => {
    const embedding = map.segments[segment]?.embedding;
    for (let i = 0; embedding !== undefined && i < embeddingLength; i++) {
      features[from + i] = (features[from + i] as number) + weight * (embedding[i] as number);
    }
  };
  for (let segment = 0; segment < segments; segment++) add(scalars, segment, 1 / segments);
  for (const step of steps) {
    add(scalars + (step.byDearest ? 1 : 2) * embeddingLength, step.segment, 1 / steps.length);
  }
  return features;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The usual reward model, for the ablation: one number a trajectory, fitted to the same pairs by the Bradley–Terry loss
 * −log σ(f(chosen) − f(rejected)); S = tanh f.
 */
export function trainScalarReward(
  pairs: readonly ViewedPair[],
  seed: number,
): Readonly<Record<string, NamedArray>> {
  const policy = pointerPolicy({ items: 2, features: featureCount, hidden: [32], seed });
  try {
    trainSupervised({
      policy,
      examples: pairs.map(({ chosen, rejected }) => {
        const observation = new Float32Array(2 * featureCount);
        observation.set(trajectoryFeatures(chosen));
        observation.set(trajectoryFeatures(rejected), featureCount);
        return { observation, action: 0 };
      }),
      epochs: 20,
      minibatch: 128,
      learningRate: 3e-3,
      seed,
    });
    return policy.snapshot();
  } finally {
    policy.dispose();
  }
}

/** f of a trajectory. */
export function scalarScore(weights: Readonly<Record<string, NamedArray>>): (view: TrajectoryView) => number {
  const network = networkOfTensors(weights);
  return (view) => network.logits(trajectoryFeatures(view))[0] as number;
}

/** The scalar model as a process reward; it has no steps. */
export function scalarReward(
  weights: Readonly<Record<string, NamedArray>>,
  pool: ModelPool,
): { score(trajectory: Trajectory): ProcessScore } {
  const models = routableModels(pool);
  const score = scalarScore(weights);
  return {
    score: (trajectory) => ({
      score: Math.tanh(score(viewTrajectory(trajectory, models))),
      steps: undefined,
    }),
  };
}
