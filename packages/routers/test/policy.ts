import { type NamedArray, Random } from '@roro/core';
import { type FeatureSet, type PolicyMetadata, stateFeatures } from '@roro/routers';

/** A policy with random weights: 64-64 hidden units, `models` actions. */
export function randomPolicy(
  models = 2,
  hidden: readonly number[] = [64, 64],
  { name, featureNames }: FeatureSet = stateFeatures(),
): { tensors: Record<string, NamedArray>; metadata: PolicyMetadata } {
  const random = new Random('policy', models);
  const widths = [featureNames.length, ...hidden, models];
  const tensors: Record<string, NamedArray> = {};
  for (let index = 0; index + 1 < widths.length; index++) {
    const [inputs, outputs] = [widths[index] as number, widths[index + 1] as number];
    const draw = (count: number) =>
      Float32Array.from({ length: count }, () => random.normal() / Math.sqrt(inputs));
    tensors[`layers.${index}.weight`] = { shape: [inputs, outputs], data: draw(inputs * outputs) };
    tensors[`layers.${index}.bias`] = { shape: [outputs], data: draw(outputs) };
  }
  return {
    tensors,
    metadata: {
      version: 1,
      mode: 'assign',
      featureSet: name,
      hidden: [...hidden],
      activation: 'tanh',
      models,
      normalisation: {
        mean: featureNames.map(() => random.normal() * 0.3),
        standardDeviation: featureNames.map(() => 0.5 + random.uniform()),
      },
      lambdaRange: [0.05, 2],
    },
  };
}

/**
 * A policy without a hidden layer, for tests by hand: its logits are `biases`, plus for the features in `weights` their
 * value times the weight of each model. Inputs are taken as they are.
 */
export function plainPolicy(
  biases: readonly number[],
  weights: Readonly<Record<string, readonly number[]>> = {},
  { name, featureNames }: FeatureSet = stateFeatures(),
): { tensors: Record<string, NamedArray>; metadata: PolicyMetadata } {
  const models = biases.length;
  return {
    tensors: {
      'layers.0.weight': {
        shape: [featureNames.length, models],
        data: Float32Array.from(featureNames.flatMap((feature) => weights[feature] ?? biases.map(() => 0))),
      },
      'layers.0.bias': { shape: [models], data: Float32Array.from(biases) },
    },
    metadata: {
      version: 1,
      mode: 'assign',
      featureSet: name,
      hidden: [],
      activation: 'tanh',
      models,
      normalisation: { mean: featureNames.map(() => 0), standardDeviation: featureNames.map(() => 1) },
      lambdaRange: [0.05, 2],
    },
  };
}
