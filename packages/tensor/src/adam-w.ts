import type { NamedArray } from '@roro/core';
import { StorageError } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from './variables.js';

export interface AdamWOptions {
  /** Decay of the mean of the gradients. Default: 0.9. */
  beta1?: number;
  /** Decay of the mean of the squared gradients. Default: 0.99. */
  beta2?: number;
  /** Added to the root. Default: 1e-8. */
  epsilon?: number;
  /** Share of the value that an update takes away, times the learning rate. Default: 0.01. */
  weightDecay?: number;
  /** Which variables decay. Default: those of rank 2 and more. */
  decays?: (name: string, variable: tf.Variable) => boolean;
  /** Gradients are scaled down to this global norm. Default: 1. `Infinity` never scales. */
  clipNorm?: number;
}

/** Everything that the next update depends on, beside the variables. */
export interface AdamWState {
  /** Updates so far. */
  step: number;
  /** `mean.<variable>` and `square.<variable>`. */
  tensors: Record<string, NamedArray>;
}

interface Slot {
  variable: tf.Variable;
  mean: Float32Array;
  square: Float32Array;
  decays: boolean;
}

/**
 * AdamW with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101) and clipping by global norm. It
 * works in host memory: a loop over an array is faster there than a dozen small operations for each variable,
 * and an update is the same on every backend.
 */
export class AdamW {
  readonly #slots = new Map<string, Slot>();
  readonly #options: Required<Omit<AdamWOptions, 'decays'>>;
  #step = 0;

  constructor(variables: NamedVariables, options: AdamWOptions = {}) {
    const { beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weightDecay = 0.01, clipNorm = 1 } = options;
    const { decays = (_: string, variable: tf.Variable) => variable.rank >= 2 } = options;
    this.#options = { beta1, beta2, epsilon, weightDecay, clipNorm };
    for (const [name, variable] of Object.entries(variables)) {
      const mean = new Float32Array(variable.size);
      this.#slots.set(name, { variable, mean, square: mean.slice(), decays: decays(name, variable) });
    }
  }

  /**
   * One update. The gradients stay the caller's to dispose of.
   *
   * @param gradients one for each variable, by its name here
   * @returns the global norm before clipping
   * @throws RangeError where a gradient is missing, or the norm is not finite (nothing is changed then)
   */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number): { gradientNorm: number } {
    const { clipNorm } = this.#options;
    const values = new Map<string, Float32Array>();
    let sumOfSquares = 0;
    for (const name of this.#slots.keys()) {
      const gradient = gradients[name];
      if (gradient === undefined) throw new RangeError(`Expected a gradient for "${name}", got none.`);
      const array = gradient.dataSync<'float32'>();
      for (let i = 0; i < array.length; i++) sumOfSquares += (array[i] as number) ** 2;
      values.set(name, array);
    }
    const gradientNorm = Math.sqrt(sumOfSquares);
    if (!Number.isFinite(gradientNorm)) {
      throw new RangeError(`Expected a finite gradient norm, got ${gradientNorm}; lower the learning rate.`);
    }
    this.#step += 1;
    const scale = gradientNorm > clipNorm ? clipNorm / (gradientNorm + 1e-6) : 1;
    for (const [name, slot] of this.#slots)
      this.#update(slot, values.get(name) as Float32Array, scale, learningRate);
    return { gradientNorm };
  }

  #update(slot: Slot, gradient: Float32Array, scale: number, learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const { variable, mean, square } = slot;
    const kept = slot.decays ? 1 - learningRate * weightDecay : 1;
    const rate = learningRate / (1 - beta1 ** this.#step);
    const correction = 1 / Math.sqrt(1 - beta2 ** this.#step);
    const values = Float32Array.from(variable.dataSync<'float32'>());
    for (let i = 0; i < values.length; i++) {
      const slope = (gradient[i] as number) * scale;
      const newMean = beta1 * (mean[i] as number) + (1 - beta1) * slope;
      const newSquare = beta2 * (square[i] as number) + (1 - beta2) * slope * slope;
      mean[i] = newMean;
      square[i] = newSquare;
      values[i] =
        kept * (values[i] as number) - (rate * newMean) / (Math.sqrt(newSquare) * correction + epsilon);
    }
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }

  /** A copy of the state; restoring it continues bit for bit. */
  state(): AdamWState {
    const tensors: Record<string, NamedArray> = {};
    for (const [name, { variable, mean, square }] of this.#slots) {
      tensors[`mean.${name}`] = { shape: [...variable.shape], data: mean.slice() };
      tensors[`square.${name}`] = { shape: [...variable.shape], data: square.slice() };
    }
    return { step: this.#step, tensors };
  }

  /** @throws StorageError where a tensor is missing or of another shape; `path` names the file in the message. */
  restore(state: AdamWState, path = '(memory)'): void {
    for (const [name, { variable, mean, square }] of this.#slots) {
      for (const [kind, array] of [
        ['mean', mean],
        ['square', square],
      ] as const) {
        const saved = state.tensors[`${kind}.${name}`];
        if (saved === undefined || saved.shape.join() !== variable.shape.join()) {
          const found = saved === undefined ? 'none' : `[${saved.shape}]`;
          throw new StorageError({
            path,
            message: `Expected optimiser state "${kind}.${name}" of shape [${variable.shape}] in ${path}, found ${found}.`,
            nextStep: 'Start the training again in an empty directory.',
          });
        }
        array.set(saved.data);
      }
    }
    this.#step = state.step;
  }
}
