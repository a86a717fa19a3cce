import { Random } from '@roro/core';
import type { TrainingRecipe } from '../tasks/recipes.js';
import type { TokenRows } from './transformer.js';

/** A training text as tokens, without the begin token. */
export interface TrainingText {
  tokens: readonly number[];
  /** What is to be predicted in place of each token; default the tokens themselves. */
  labels?: readonly number[];
  /** Loss weight of each token as a target. */
  weights: readonly number[];
}

/** Draws one training text with so many operations; the same random state gives the same text. */
export type TextGenerator = (random: Random, length: readonly [number, number]) => TrainingText;

/** Rows of one forward and backward pass. */
export interface Microbatch extends TokenRows {
  /** Next token at each position, [batch·length]. */
  labels: Int32Array;
  /** Loss weights; they sum to 1 over the microbatches of an update. */
  weights: Float32Array;
  /** Tokens that are no padding. */
  tokenCount: number;
}

export interface BatchOptions {
  generate: TextGenerator;
  seed: number;
  /** Updates in order, with the texts of each. */
  phases: TrainingRecipe['phases'];
  /** Most positions of a microbatch, padding included; a single longer row is still taken. */
  microbatchTokens: number;
}

/** Updates whose texts are drawn together and sorted by length, so that a batch needs little padding. */
const windowUpdates = 32;

/** Lengths are rounded up to this, so that few distinct shapes occur. */
const lengthStep = 8;

/**
 * The texts of every update, a function of the seed and the update number alone: a training that resumes at
 * update u needs no saved position.
 */
export class Batches {
  readonly #options: BatchOptions;
  /** First update of the window that `#batches` holds. */
  #window = -1;
  #batches: TrainingText[][] = [];

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /**
   * Microbatches of update `update` (0-based).
   * @throws RangeError where the phases are over
   */
  at(update: number): Microbatch[] {
    let first = 0;
    for (const phase of this.#options.phases) {
      if (update < first + phase.steps) {
        const within = (update - first) % windowUpdates;
        if (update - within !== this.#window) this.#draw(phase, update - within);
        return this.#split(this.#batches[within] as TrainingText[]);
      }
      first += phase.steps;
    }
    throw new RangeError(`Expected an update below ${first}, got ${update}.`);
  }

  #draw({ batch, length }: TrainingRecipe['phases'][number], window: number): void {
    const { generate, seed } = this.#options;
    const random = new Random('abacus training texts', seed, window / windowUpdates);
    const texts = Array.from({ length: windowUpdates * batch }, () => generate(random, length));
    texts.sort((a, b) => a.tokens.length - b.tokens.length);
    const batches = Array.from({ length: windowUpdates }, (_, i) => texts.slice(i * batch, (i + 1) * batch));
    this.#batches = random.shuffle(batches);
    this.#window = window;
  }

  #split(texts: readonly TrainingText[]): Microbatch[] {
    const { microbatchTokens } = this.#options;
    const total = texts.reduce((sum, { weights }) => sum + weights.reduce((a, b) => a + b, 0), 0);
    const microbatches: Microbatch[] = [];
    let from = 0;
    while (from < texts.length) {
      let to = from + 1;
      while (to < texts.length && (to + 1 - from) * paddedLength(texts[to]) <= microbatchTokens) to += 1;
      microbatches.push(pack(texts.slice(from, to), total));
      from = to;
    }
    return microbatches;
  }
}

function paddedLength(text: TrainingText | undefined): number {
  return Math.ceil((text?.tokens.length ?? 0) / lengthStep) * lengthStep;
}

/** The begin token and all but the last token go in; every token is a target. */
function pack(texts: readonly TrainingText[], totalWeight: number): Microbatch {
  const batch = texts.length;
  const length = paddedLength(texts.at(-1));
  const tokens = new Int32Array(batch * length);
  const labels = new Int32Array(batch * length);
  const weights = new Float32Array(batch * length);
  let tokenCount = 0;
  for (const [row, text] of texts.entries()) {
    const at = row * length;
    tokens.set(text.tokens.slice(0, -1), at + 1);
    labels.set(text.labels ?? text.tokens, at);
    weights.set(
      text.weights.map((weight) => weight / totalWeight),
      at,
    );
    tokenCount += text.tokens.length;
  }
  return { batch, length, tokens, labels, weights, tokenCount };
}
