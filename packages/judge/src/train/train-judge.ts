import { type NamedArray, networkOfTensors, type ProgressListener, type Random } from '@roro/core';
import {
  type Group,
  type GrpoOptionsInput,
  type PolicyDecision,
  type PolicyModel,
  trainPolicy,
  type UpdateMetrics,
} from '@roro/grpo';
import type { JudgeUnit } from '../learned/judge-units.js';
import { type JudgePair, pairReward, unitScore } from './pair-score.js';

export interface TrainJudgeOptions {
  policy: PolicyModel;
  pairs: readonly JudgePair[];
  seed: number;
  updates: number;
  /** Pairs of an update, each a group; default 128. */
  pairsPerUpdate?: number;
  /** Rollouts per pair (G), default 6. */
  groupSize?: number;
  /** Changes to the optimiser's options; the defaults are clip 0.2/0.28 and a KL of 0.02 to the Judge at the start. */
  options?: GrpoOptionsInput;
  /** For metrics and checkpoints; the same call resumes. */
  directory?: string;
  task?: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

/**
 * One round of the Judge under frozen rubrics, by GRPO (Rubric-ARM 2602.01511 § 3): a rollout draws a verdict for every
 * unit of both sides and earns +1 if the chosen side then scores strictly higher, else −1.
 */
export function trainJudge(training: TrainJudgeOptions): Promise<UpdateMetrics[]> {
  const { policy, pairs, seed, updates, pairsPerUpdate = 128, groupSize = 6, options } = training;
  const { directory, task, onProgress, signal } = training;
  return trainPolicy({
    policy,
    options: {
      seed,
      updates,
      learningRate: 1e-2,
      klCoefficient: 0.02,
      epochs: 1,
      minibatch: 1024,
      entropyFloor: 0,
      dropAllWrong: false,
      ...options,
    },
    rollouts: async ({ weights, random }) => {
      const probability = verdictProbability(weights);
      return random
        .fork('pairs')
        .shuffle(pairs)
        .slice(0, pairsPerUpdate)
        .map(
          (pair, index): Group =>
            groupOf(pair, probability, groupSize, random.fork('verdicts', pair.id, index)),
        );
    },
    ...(directory === undefined ? {} : { directory }),
    ...(task === undefined ? {} : { task }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function groupOf(
  pair: JudgePair,
  probability: (unit: JudgeUnit) => number,
  groupSize: number,
  random: Random,
): Group {
  const known = new Map(
    [...pair.chosen.units, ...pair.rejected.units].map((unit) => [unit, probability(unit)] as const),
  );
  return {
    id: pair.id,
    rollouts: Array.from({ length: groupSize }, () => {
      const decisions: PolicyDecision[] = [];
      const draw = (unit: JudgeUnit): number => {
        const p = known.get(unit) as number;
        const action = random.bernoulli(p) ? 1 : 0;
        decisions.push({
          observation: unit.features,
          action,
          logProbability: Math.log(action === 1 ? p : 1 - p),
        });
        return action;
      };
      const reward = pairReward(unitScore(pair.chosen, draw), unitScore(pair.rejected, draw));
      return { decisions, reward, correct: reward === 1, costShare: 0 };
    }),
  };
}

/** p(true) of a unit under these weights, without the tensor library. */
export function verdictProbability(
  weights: Readonly<Record<string, NamedArray>>,
): (unit: Pick<JudgeUnit, 'features'>) => number {
  const network = networkOfTensors(weights);
  return ({ features }) => {
    const logits = network.logits(features);
    return 1 / (1 + Math.exp((logits[0] as number) - (logits[1] as number)));
  };
}
