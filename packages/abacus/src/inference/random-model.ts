import { type NamedArray, Random } from '@roro/core';
import { type ModelConfig, type ModelParameters, parameterShapes } from '../model-config.js';

/**
 * An untrained model for tests and benchmarks: gains near 1, every other parameter normal with standard
 * deviation `scale / sqrt(rows)`, large enough that every part of the network shows in the logits.
 */
export function randomModel(config: ModelConfig, seed = 0, scale = 1): ModelParameters {
  const parameters: Record<string, NamedArray> = {};
  for (const [name, shape] of parameterShapes(config)) {
    const random = new Random('random-model', seed, name);
    const size = shape.reduce((product, n) => product * n, 1);
    const isGain = name.endsWith('.gain');
    const deviation = shape.length === 1 ? 0.1 : scale / Math.sqrt(shape[0] as number);
    const data = Float32Array.from({ length: size }, () => (isGain ? 1 : 0) + deviation * random.normal());
    parameters[name] = { shape, data };
  }
  return { config, parameters };
}
