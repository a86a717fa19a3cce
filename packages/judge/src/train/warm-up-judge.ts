import { type PolicyModel, trainSupervised } from '@roro/grpo';
import type { JudgeUnit } from '../learned/judge-units.js';

export interface WarmUpJudgeOptions {
  policy: PolicyModel;
  units: readonly JudgeUnit[];
  seed: number;
  /** Default 4. */
  epochs?: number;
}

/** Label smoothing: a Judge that is certain would draw the same verdict in every rollout, and nothing could be learned. */
const doubt = 0.4;

/**
 * Teaches the Judge to say what was measured: p(true) of a unit follows the degree to which its criterion holds there,
 * 0.2 + 0.6 · degree. The KL of `trainJudge` keeps it near, so that the text of a criterion goes on saying what its
 * verdict measures.
 *
 * @returns mean cross-entropy of each epoch, nats
 */
export function warmUpJudge({ policy, units, seed, epochs = 4 }: WarmUpJudgeOptions): number[] {
  return trainSupervised({
    policy,
    examples: units.map(({ features, degree }) => {
      const p = doubt / 2 + (1 - doubt) * degree;
      return { observation: features, target: [1 - p, p] };
    }),
    epochs,
    minibatch: 256,
    learningRate: 3e-3,
    seed,
  });
}
