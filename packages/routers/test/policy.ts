import { type NamedArray, Random } from '@roro/core';
import { type PolicyMetadata, stateFeatures } from '@roro/routers';

/** A policy with random weights: 64-64 hidden units, `models` actions. */
export function randomPolicy(
  models = 2,
  hidden: readonly number[] = [64, 64],
): { tensors: Record<string, NamedArray>; metadata: PolicyMetadata } {
  const random = new Random('policy', models);
  const { name, featureNames } = stateFeatures();
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
