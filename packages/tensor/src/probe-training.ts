import { type NamedArray, Random } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { AdamW } from './adam-w.js';
import { crossEntropy } from './cross-entropy.js';
import { dense } from './dense.js';
import { createVariables, valueAndGradients } from './variables.js';

export interface TrainingProbe {
  /** Loss before each step, nats: backends that compute alike give the same to within rounding. */
  losses: number[];
  /** Median of a step, the first left out. */
  milliseconds: number;
  /** Whether the backend computes on a GPU; a native one without a usable GPU falls back to the CPU and says nothing. */
  usesGpu: boolean;
}

/** About what an update of a router's policy has. */
const [rows, inputs, hidden, classes] = [960, 118, 64, 8];

/** Trains a small network for a few steps on the current backend, always the same one on the same data. Leaves no tensor behind. */
export function probeTraining({ steps = 8 }: { steps?: number } = {}): TrainingProbe {
  const random = new Random('probe-training');
  const array = (shape: number[], scale: number): NamedArray => ({
    shape,
    data: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => scale * random.normal()),
  });
  const variables = createVariables({
    first: array([inputs, hidden], Math.sqrt(2 / inputs)),
    second: array([hidden, hidden], Math.sqrt(2 / hidden)),
    third: array([hidden, classes], Math.sqrt(1 / hidden)),
  });
  const { shape, data } = array([rows, inputs], 1);
  const x = tf.tensor2d(data, shape as [number, number]);
  const labels = tf.tensor1d(
    Array.from({ length: rows }, () => random.integer(0, classes)),
    'int32',
  );
  const weights = tf.fill([rows], 1 / rows) as tf.Tensor1D;
  const optimiser = new AdamW(variables);
  const losses: number[] = [];
  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    const begin = performance.now();
    const { loss, gradients } = valueAndGradients(variables, () => {
      const [first, second, third] = ['first', 'second', 'third'].map(
        (name) => variables[name] as tf.Tensor2D,
      );
      const one = dense(x, first as tf.Tensor2D, undefined, 'relu');
      const two = dense(one, second as tf.Tensor2D, undefined, 'relu');
      return crossEntropy(dense(two, third as tf.Tensor2D), labels, weights);
    });
    optimiser.apply(gradients, 1e-3);
    tf.dispose(gradients);
    losses.push(loss);
    times.push(performance.now() - begin);
  }
  tf.dispose([x, labels, weights, ...Object.values(variables)]);
  const { isUsingGpuDevice = false } = tf.backend() as { isUsingGpuDevice?: boolean };
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  return { losses, milliseconds: sorted[Math.floor(sorted.length / 2)] as number, usesGpu: isUsingGpuDevice };
}
