import { Random } from '@roro/core';
import { mlpPolicy } from '@roro/grpo';
import { encodePolicyFile, LearnedPolicy, stateFeatures } from '@roro/routers';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

describe('the learned policy', () => {
  it('decides without a tensor library as the tensor network does, to 1e-5', async () => {
    await chooseBackend();
    const features = stateFeatures();
    const inputs = features.featureNames.length;
    const random = new Random('policy equality');
    const policy = mlpPolicy({
      inputs,
      actions: 2,
      hidden: [64, 64],
      seed: 3,
      initialProbabilities: [0.4, 0.6],
    });
    // The last layer starts at zero; give it weights, so that the comparison sees the whole network.
    const last = policy.variables['layers.2.weight'] as tf.Variable;
    last.assign(
      tf.tensor2d(
        Float32Array.from({ length: 128 }, () => random.normal()),
        [64, 2],
      ),
    );
    const mean = Array.from({ length: inputs }, () => Math.fround(random.normal()));
    const standardDeviation = Array.from({ length: inputs }, () => Math.fround(0.5 + random.uniform()));
    const learned = new LearnedPolicy(
      encodePolicyFile(policy.snapshot(), {
        version: 1,
        mode: 'assign',
        featureSet: features.name,
        hidden: [64, 64],
        activation: 'tanh',
        models: 2,
        normalisation: { mean, standardDeviation },
        lambdaRange: [0.03, 1],
      }),
    );
    for (let i = 0; i < 20; i++) {
      const state = {
        query: { id: `q${i}`, prompt: `a=${10 + i}\nb=a+${20 + i}\nb?\n`, benchmark: 'sums', meta: {} },
        models: [
          { id: 'small', relativeCost: 0.1 },
          { id: 'large', relativeCost: 1 },
        ],
        steps: [],
        budget: { maxSteps: 40, spentShare: 0 },
        random,
      };
      const { observation, probabilities } = learned.evaluate(state, Math.log(0.03 + random.uniform()));
      const normalised = Array.from(
        observation,
        (value, j) => (value - (mean[j] as number)) / (standardDeviation[j] as number),
      );
      const expected = tf.tidy(() => tf.softmax(policy.logits(tf.tensor2d([normalised]))).dataSync());
      expect(Math.abs((probabilities[0] as number) - (expected[0] as number))).toBeLessThan(1e-5);
      expect(Math.abs((probabilities[1] as number) - (expected[1] as number))).toBeLessThan(1e-5);
    }
    policy.dispose();
  });
});
