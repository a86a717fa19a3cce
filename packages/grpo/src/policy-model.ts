import type { NamedArray } from '@roro/core';
import type { NamedVariables } from '@roro/tensor';
import type * as tf from '@tensorflow/tfjs-core';

/** A policy that can be trained: observations in, one logit per action out. */
export interface PolicyModel {
  /** Length of an observation. */
  readonly inputs: number;
  readonly actions: number;
  readonly variables: NamedVariables;
  /** @param observations [n, inputs] @returns logits [n, actions], differentiable in `variables` */
  logits(observations: tf.Tensor2D): tf.Tensor2D;
  /** Copies of the weights by their names on disk. */
  snapshot(): Record<string, NamedArray>;
  dispose(): void;
}
