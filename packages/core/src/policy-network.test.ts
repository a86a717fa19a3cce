import { expect, test } from 'vitest';
import { networkOfTensors, PolicyNetwork } from './policy-network.js';

test('two layers, hand-computed', () => {
  // x̂ = ((3 − 1)/2, (0 − 4)/4) = (1, −1)
  // hidden: tanh(1·0.5 − 1·0.25 + 0.1) = tanh(0.35), tanh(1·(−1) − 1·2 + 0) = tanh(−3)
  const network = new PolicyNetwork(
    [
      { weight: Float32Array.of(0.5, -1, 0.25, 2), bias: Float32Array.of(0.1, 0) },
      { weight: Float32Array.of(1, -2, 0.5, 1), bias: Float32Array.of(0, 1) },
    ],
    { mean: [1, 4], standardDeviation: [2, 4] },
  );
  const [a, b] = [Math.tanh(0.35), Math.tanh(-3)];
  const logits = network.logits(Float32Array.of(3, 0));
  expect(logits[0]).toBeCloseTo(a + 0.5 * b, 6);
  expect(logits[1]).toBeCloseTo(-2 * a + b + 1, 6);
});

test('one layer and three actions', () => {
  const network = new PolicyNetwork([{ weight: Float32Array.of(1, 2, 3), bias: Float32Array.of(0, 0, 1) }], {
    mean: [0],
    standardDeviation: [1],
  });
  expect(Array.from(network.logits(Float32Array.of(2)))).toEqual([2, 4, 7]);
});

test('any number of units: six outputs take the path of four and the path of one', () => {
  const weight = Float32Array.from({ length: 12 }, (_, index) => index); // [2, 6]
  const network = new PolicyNetwork([{ weight, bias: new Float32Array(6).fill(0.5) }], {
    mean: [0, 0],
    standardDeviation: [1, 1],
  });
  // unit j: 1·j + 10·(6 + j) + 0.5
  expect(Array.from(network.logits(Float32Array.of(1, 10)))).toEqual([60.5, 71.5, 82.5, 93.5, 104.5, 115.5]);
});

test('tensors on disk make a network whose inputs are taken as they are', () => {
  // tanh(3·1 + 1·−1 + 0.5) · 2 − 1; a tensor of another name is no layer.
  const tensors = {
    'layers.0.weight': { shape: [2, 1], data: Float32Array.of(1, -1) },
    'layers.0.bias': { shape: [1], data: Float32Array.of(0.5) },
    'layers.1.weight': { shape: [1, 1], data: Float32Array.of(2) },
    'layers.1.bias': { shape: [1], data: Float32Array.of(-1) },
    'optimiser.step': { shape: [1], data: Float32Array.of(7) },
  };
  expect(networkOfTensors(tensors).logits(Float32Array.of(3, 1))[0]).toBeCloseTo(2 * Math.tanh(2.5) - 1, 12);
});
