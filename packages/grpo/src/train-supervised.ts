import { Random, ValidationError } from '@roro/core';
import { AdamW, warmupCosine } from '@roro/tensor';
import { z } from 'zod';
import { checkExample } from './check-example.js';
import { logitStep } from './logit-step.js';
import type { PolicyModel } from './policy-model.js';
import type { SupervisedExample } from './supervised-example.js';
import { targetCrossEntropy } from './target-cross-entropy.js';

export interface TrainSupervisedOptions {
  /** Trained in place. */
  policy: PolicyModel;
  /** At least one. */
  examples: readonly SupervisedExample[];
  /** Passes over the examples. */
  epochs: number;
  /** Examples per gradient step. */
  minibatch: number;
  /** Peak of a warm-up (5 % of the steps) and a cosine down to 10 %. */
  learningRate: number;
  seed: number;
}

const settingsSchema = z.object({
  epochs: z.number().int().positive(),
  minibatch: z.number().int().positive(),
  learningRate: z.number().positive(),
  seed: z.number().int().nonnegative(),
});

/**
 * Trains a policy on answers that are known, as a warm-up before `trainPolicy`: minimises the weighted mean of the
 * cross-entropy −Σ_a t_a·log π_a, whose gradient at the logits is π − t, with AdamW. Same options, same weights.
 *
 * @returns mean loss of each epoch, nats, every example as it was met
 * @throws ValidationError where an example does not fit the policy (it names its index) or none has a weight; ZodError
 *   where a number is out of its range
 */
export function trainSupervised({ policy, examples, ...settings }: TrainSupervisedOptions): number[] {
  const { epochs, minibatch, learningRate, seed } = settingsSchema.parse(settings);
  examples.forEach((example, i) => {
    checkExample(example, i, policy);
  });
  const totalWeight = examples.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (totalWeight === 0) {
    throw new ValidationError({
      message: `Expected examples with a weight above 0, found ${examples.length} examples without.`,
      nextStep: 'Collect examples first.',
    });
  }
  const optimiser = new AdamW(policy.variables, { weightDecay: 0.01, clipNorm: 1 });
  const updates = epochs * Math.ceil(examples.length / minibatch);
  const warmup = Math.ceil(updates * 0.05);
  let update = 0;
  return Array.from({ length: epochs }, (_, epoch) => {
    const order = new Random('supervised', seed, epoch).shuffle(examples);
    let sum = 0;
    for (let start = 0; start < order.length; start += minibatch) {
      const batch = order.slice(start, start + minibatch);
      const { loss } = logitStep({
        policy,
        optimiser,
        observations: batch.map((example) => example.observation),
        learningRate: warmupCosine({ peak: learningRate, updates, warmup }, update),
        loss: (logits) => targetCrossEntropy(logits, batch, examples.length / totalWeight),
      });
      sum += loss * batch.length;
      update += 1;
    }
    return sum / examples.length;
  });
}
