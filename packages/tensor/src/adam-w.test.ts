import { StorageError } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { AdamW } from './adam-w.js';
import { dense } from './dense.js';
import { onEveryBackend, values } from './on-every-backend.js';
import { createVariables, type NamedVariables, valueAndGradients, variablesToArrays } from './variables.js';

function start(): NamedVariables {
  return createVariables({
    kernel: { shape: [2, 1], data: Float32Array.of(1, -2) },
    bias: { shape: [1], data: Float32Array.of(0.5) },
  });
}

/** One update towards y = 0. */
function update(variables: NamedVariables, optimiser: AdamW): number {
  const { loss, gradients } = valueAndGradients(variables, () => {
    const x = values([4, 2]) as tf.Tensor2D;
    const y = dense(
      x,
      variables.kernel as tf.Variable<tf.Rank.R2>,
      variables.bias as tf.Variable<tf.Rank.R1>,
    );
    return tf.sum(tf.square(y));
  });
  optimiser.apply(gradients, 0.1);
  tf.dispose(gradients);
  return loss;
}

onEveryBackend(() => {
  it('makes the first two updates that the paper prescribes', () => {
    const variables = start();
    const optimiser = new AdamW(variables, {
      clipNorm: Number.POSITIVE_INFINITY,
      weightDecay: 0.1,
      beta2: 0.9,
    });
    const gradients = { kernel: tf.tensor2d([3, -4], [2, 1]), bias: tf.tensor1d([12]) };
    expect(optimiser.apply(gradients, 0.01).gradientNorm).toBeCloseTo(13, 5);
    // First update: mean/√square is the gradient's sign; only the kernel decays.
    expect(variables.kernel?.dataSync()[0]).toBeCloseTo(1 * (1 - 0.001) - 0.01, 6);
    expect(variables.kernel?.dataSync()[1]).toBeCloseTo(-2 * (1 - 0.001) + 0.01, 6);
    expect(variables.bias?.dataSync()[0]).toBeCloseTo(0.5 - 0.01, 6);
    // Second update with half the gradient: mean (0.9·0.1·3 + 0.1·1.5)/0.19, square (0.9·0.1·9 + 0.1·2.25)/0.19.
    const before = variables.kernel?.dataSync()[0] as number;
    optimiser.apply({ kernel: tf.tensor2d([1.5, -2], [2, 1]), bias: tf.tensor1d([6]) }, 0.01);
    const ratio = (0.27 + 0.15) / 0.19 / Math.sqrt((0.81 + 0.225) / 0.19);
    expect(variables.kernel?.dataSync()[0]).toBeCloseTo(before * 0.999 - 0.01 * ratio, 6);
  });

  it('clips by the norm of all gradients together', () => {
    const moved = (clipNorm: number, scale: number): number => {
      const variables = start();
      // A large epsilon makes the update proportional to the gradient.
      const optimiser = new AdamW(variables, { clipNorm, epsilon: 1e6, weightDecay: 0 });
      optimiser.apply({ kernel: tf.tensor2d([3 * scale, -4 * scale], [2, 1]), bias: tf.tensor1d([0]) }, 1e5);
      return 1 - (variables.kernel?.dataSync()[0] as number);
    };
    expect(moved(Number.POSITIVE_INFINITY, 1)).toBeCloseTo(0.3, 4);
    expect(moved(1, 1)).toBeCloseTo(0.06, 4);
    expect(moved(1, 100)).toBeCloseTo(0.06, 4);
    expect(moved(10, 1)).toBeCloseTo(0.3, 4);
  });

  it('leaves no tensor behind and lowers the loss', () => {
    const variables = start();
    const optimiser = new AdamW(variables);
    const first = update(variables, optimiser);
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) update(variables, optimiser);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(update(variables, optimiser)).toBeLessThan(first / 4);
  });

  it('continues bit for bit from a saved state', () => {
    const variables = start();
    const optimiser = new AdamW(variables);
    for (let i = 0; i < 3; i++) update(variables, optimiser);
    const saved = { arrays: variablesToArrays(variables), state: optimiser.state() };
    for (let i = 0; i < 3; i++) update(variables, optimiser);

    const again = createVariables(saved.arrays);
    const resumed = new AdamW(again);
    resumed.restore(saved.state);
    for (let i = 0; i < 3; i++) update(again, resumed);
    expect(variablesToArrays(again)).toEqual(variablesToArrays(variables));
    expect(resumed.state()).toEqual(optimiser.state());
  });

  it('changes nothing where a gradient is missing or not finite', () => {
    const variables = start();
    const optimiser = new AdamW(variables);
    const kernel = tf.tensor2d([Number.NaN, 1], [2, 1]);
    expect(() => optimiser.apply({ kernel, bias: tf.tensor1d([1]) }, 0.1)).toThrow(/finite gradient norm/);
    expect(() => optimiser.apply({ kernel }, 0.1)).toThrow(/"bias"/);
    expect(variablesToArrays(variables)).toEqual(variablesToArrays(start()));
    expect(optimiser.state().step).toBe(0);
    const { 'mean.kernel': _, ...tensors } = optimiser.state().tensors;
    expect(() => optimiser.restore({ step: 1, tensors })).toThrow(StorageError);
  });
});
