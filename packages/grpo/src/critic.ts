import { type NamedArray, Random } from '@roro/core';
import { AdamW, type AdamWState, assignVariables } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from './gradient-step.js';
import { logitStep } from './logit-step.js';
import { multiLayerPerceptron } from './multi-layer-perceptron.js';
import type { PolicyModel } from './policy-model.js';

/** Its names in a checkpoint, beside those of the policy. */
const prefix = 'critic.';

/**
 * Predicts the return from an observation, for the advantages of `ppo`: a multi-layer perceptron of its own, with hidden
 * layers as wide as those of the policy (`layers.{i}.bias`; linear where its weights have other names). It starts at 0.
 */
export class Critic {
  /** One output, the value. */
  readonly #network: PolicyModel;
  readonly #optimiser: AdamW;

  constructor(policy: PolicyModel, seed: number) {
    const { inputs } = policy;
    const { forward, ...network } = multiLayerPerceptron(
      [inputs, ...hiddenWidths(policy), 1],
      new Float32Array(1),
      new Random('critic', seed),
    );
    this.#network = { ...network, inputs, actions: 1, logits: forward };
    this.#optimiser = new AdamW(network.variables, { weightDecay: 0.01, clipNorm: 1 });
  }

  /** @param observations one per decision @returns their values */
  values(observations: readonly ArrayLike<number>[]): number[] {
    if (observations.length === 0) return [];
    const { inputs } = this.#network;
    const rows = new Float32Array(observations.length * inputs);
    observations.forEach((observation, i) => {
      rows.set(observation, i * inputs);
    });
    return tf.tidy(() =>
      Array.from(
        this.#network.logits(tf.tensor2d(rows, [observations.length, inputs])).dataSync<'float32'>(),
      ),
    );
  }

  /**
   * One gradient step on L = ½·mean (V − target)² (1707.06347 eq. 9 with c₁ = ½; V is not clipped).
   *
   * @param samples with their targets
   * @returns L before the step
   */
  fit(samples: readonly Sample[], learningRate: number): number {
    const { loss } = logitStep({
      policy: this.#network,
      optimiser: this.#optimiser,
      observations: samples.map(({ observation }) => observation),
      learningRate,
      loss: (values) => {
        const errors = samples.map(({ valueTarget }, i) => (values[i] as number) - (valueTarget as number));
        return {
          loss: errors.reduce((sum, error) => sum + error ** 2, 0) / (2 * errors.length),
          gradient: Float32Array.from(errors, (error) => error / errors.length),
        };
      },
    });
    return loss;
  }

  /** Copies of the weights and of the optimiser's state, by names that no policy has. */
  snapshot(): { weights: Record<string, NamedArray>; tensors: Record<string, NamedArray> } {
    return {
      weights: withPrefix(this.#network.snapshot()),
      tensors: withPrefix(this.#optimiser.state().tensors),
    };
  }

  /**
   * Continues bit for bit from a checkpoint that holds its `snapshot`.
   *
   * @param optimiser of the policy: the critic takes a step whenever the policy does
   * @throws StorageError where something is missing; `path` names the file in the message
   */
  restore(weights: Readonly<Record<string, NamedArray>>, { step, tensors }: AdamWState, path?: string): void {
    assignVariables(this.#network.variables, withoutPrefix(weights), path);
    this.#optimiser.restore({ step, tensors: withoutPrefix(tensors) }, path);
  }

  dispose(): void {
    this.#network.dispose();
  }
}

/** Outputs of the policy's layers but the last. */
function hiddenWidths({ variables }: PolicyModel): number[] {
  const widths: number[] = [];
  for (let i = 0; variables[`layers.${i}.bias`] !== undefined; i++)
    widths.push((variables[`layers.${i}.bias`] as tf.Variable).size);
  return widths.slice(0, -1);
}

function withPrefix(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}${name}`, array]));
}

function withoutPrefix(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  return Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );
}
