import { crossEntropy, type NamedVariables, valueAndGradients } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../model-config.js';
import type { Microbatch } from './batches.js';
import { transformer } from './transformer.js';

/** Loss of an update in nats and its gradients, summed over the microbatches in their order. */
export function lossAndGradients(
  variables: NamedVariables,
  config: ModelConfig,
  microbatches: readonly Microbatch[],
): { loss: number; gradients: Record<string, tf.Tensor> } {
  let total: { loss: number; gradients: Record<string, tf.Tensor> } | undefined;
  for (const microbatch of microbatches) {
    const part = valueAndGradients(variables, () => {
      const labels = tf.tensor1d(microbatch.labels, 'int32');
      return crossEntropy(
        transformer(variables, config, microbatch),
        labels,
        tf.tensor1d(microbatch.weights),
      );
    });
    if (total === undefined) {
      total = part;
      continue;
    }
    const { loss, gradients } = total;
    const sums = Object.entries(gradients).map(([name, gradient]): [string, tf.Tensor] => [
      name,
      tf.add(gradient, part.gradients[name] as tf.Tensor),
    ]);
    tf.dispose([gradients, part.gradients]);
    total = { loss: loss + part.loss, gradients: Object.fromEntries(sums) };
  }
  if (total === undefined) throw new RangeError('Expected at least one microbatch.');
  return total;
}
