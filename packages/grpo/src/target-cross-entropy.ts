import { logSoftmax } from './log-softmax.js';
import type { SupervisedExample } from './supervised-example.js';

/**
 * Weighted cross-entropy against the targets of a minibatch, with its gradient in closed form:
 * L = (1/n)·Σ_i s·w_i·(−Σ_a t_a·log π_a), ∂L/∂logit_a = (1/n)·s·w_i·(π_a·Σ_b t_b − t_a).
 *
 * @param logits row-major [n, actions]
 * @param scale s: 1 / mean weight of all examples
 */
export function targetCrossEntropy(
  logits: Float32Array,
  examples: readonly SupervisedExample[],
  scale: number,
): { loss: number; gradient: Float32Array } {
  const n = examples.length;
  const width = logits.length / n;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  examples.forEach(({ action, target, weight = 1, allowed }, i) => {
    const row = logSoftmax(logits, i * width, width, allowed);
    const goals = target ?? Array.from(row, (_, a) => (a === action ? 1 : 0));
    const total = goals.reduce((sum, goal) => sum + goal, 0);
    const factor = (scale * weight) / n;
    row.forEach((logProbability, a) => {
      const goal = goals[a] as number;
      // A forbidden action has the goal 0, and 0·log 0 is 0.
      if (goal > 0) loss -= factor * goal * logProbability;
      gradient[i * width + a] = factor * (Math.exp(logProbability) * total - goal);
    });
  });
  return { loss, gradient };
}
