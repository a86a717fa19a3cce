import type { RouterState } from '@roro/core';
import { contentHash, PolicyNetwork, RouterError, StorageError } from '@roro/core/routing';
import type { DraftScores, FeatureSet } from './feature-set.js';
import { featureSets } from './feature-sets.js';
import { decodePolicyFile, type PolicyMetadata } from './policy-file.js';

/**
 * A trained policy: state and λ in, a probability for each model of the pool out. Not to be shared between threads;
 * `evaluate` is synchronous, so any number of queries may use one.
 */
export class LearnedPolicy {
  readonly metadata: PolicyMetadata;
  /** 12 hexadecimal digits of a hash of its bytes: equal weights, equal version. */
  readonly version: string;
  readonly featureNames: readonly string[];
  readonly #bytes: Uint8Array;
  #base64: string | undefined;
  readonly #network: PolicyNetwork;
  readonly #features: FeatureSet;
  readonly #observation: Float32Array;
  readonly #probabilities: Float64Array;

  /**
   * @param bytes a file made by `encodePolicyFile`
   * @param path names the file in errors
   * @throws StorageError for a corrupt file, or one that was trained on features this version does not have
   */
  constructor(bytes: Uint8Array, path = '(memory)') {
    const { layers, metadata } = decodePolicyFile(bytes, path);
    const inputs = metadata.normalisation.mean.length;
    const features = featureSets.find(({ name }) => name === metadata.featureSet);
    if (features?.featureNames.length !== inputs) {
      const known = featureSets.map(({ name, featureNames }) => `"${name}" (${featureNames.length})`);
      throw new StorageError({
        path,
        message: `${path} expects features "${metadata.featureSet}" (${inputs}); this version has ${known.join(', ')}.`,
        nextStep: 'Train the policy again, or use the version that trained it.',
      });
    }
    this.#bytes = bytes;
    this.metadata = metadata;
    this.version = contentHash(bytes.join()).slice(0, 12);
    this.featureNames = features.featureNames;
    this.#network = new PolicyNetwork(layers, metadata.normalisation);
    this.#features = features;
    this.#observation = new Float32Array(inputs);
    this.#probabilities = new Float64Array(metadata.models);
  }

  /** Its file as text: what sends it to another process. Made once. */
  base64(): string {
    this.#base64 ??= Buffer.from(this.#bytes).toString('base64');
    return this.#base64;
  }

  /**
   * Asks for what the policy sees beside the state; undefined where it sees nothing else. Paid for by the trajectory.
   *
   * @throws RouterError for a state that nothing can be asked in
   */
  gather(state: RouterState): Promise<DraftScores> | undefined {
    return this.#features.gather?.(state);
  }

  /**
   * Both results are memory that the next call overwrites.
   *
   * @param scores what `gather` found
   * @throws RouterError for a pool of another size than the policy was trained for, or without the scores that it needs
   */
  evaluate(
    state: RouterState,
    logLambda: number,
    scores?: DraftScores,
  ): { observation: Float32Array; probabilities: Float64Array } {
    if (state.models.length !== this.metadata.models) {
      throw new RouterError({
        router: 'learned',
        message: `This policy chooses between ${this.metadata.models} models; the pool has ${state.models.length}.`,
        nextStep: 'Use the pool it was trained for, or train one for this pool.',
      });
    }
    this.#features.write(state, logLambda, this.#observation, scores);
    const logits = this.#network.logits(this.#observation);
    let largest = Number.NEGATIVE_INFINITY;
    for (let action = 0; action < logits.length; action++)
      largest = Math.max(largest, logits[action] as number);
    let total = 0;
    for (let action = 0; action < logits.length; action++) {
      const weight = Math.exp((logits[action] as number) - largest);
      this.#probabilities[action] = weight;
      total += weight;
    }
    for (let action = 0; action < logits.length; action++) {
      this.#probabilities[action] = (this.#probabilities[action] as number) / total;
    }
    return { observation: this.#observation, probabilities: this.#probabilities };
  }
}
