import type { Quantiles } from './quantiles.js';

/**
 * Durations of 45,273 model calls of one run of the embedded world (default configuration), relative to their mean. Two cores that other
 * work shared: its tail (1 % of the calls took 10 times the mean) is longer than what serving engines publish (see docs/plan-at-scale.md).
 */
export const callDurations: Quantiles = [
  [0, 0.001],
  [0.05, 0.011],
  [0.1, 0.035],
  [0.2, 0.123],
  [0.3, 0.216],
  [0.4, 0.344],
  [0.5, 0.534],
  [0.6, 0.741],
  [0.7, 0.961],
  [0.8, 1.219],
  [0.9, 1.86],
  [0.95, 3.556],
  [0.98, 7.415],
  [0.99, 9.719],
  [0.995, 11.76],
  [0.999, 21.547],
  [1, 28.113],
];

/**
 * Lengths of 792 answers of Qwen3-14B to GPQA, relative to their mean of 7,036 tokens: ML.ENERGY Leaderboard, the four runs on one
 * H100 put together.
 */
export const answerLengths: Quantiles = [
  [0, 0.152],
  [0.05, 0.257],
  [0.1, 0.341],
  [0.2, 0.478],
  [0.3, 0.655],
  [0.4, 0.795],
  [0.5, 0.955],
  [0.6, 1.093],
  [0.7, 1.232],
  [0.8, 1.427],
  [0.9, 1.679],
  [0.95, 1.908],
  [0.98, 2.317],
  [0.99, 2.557],
  [1, 4.027],
];

/** Everything takes as long as its mean. */
export const constant: Quantiles = [
  [0, 1],
  [1, 1],
];
