/**
 * Seeded randomness. The only place of the project that makes random numbers: everything else takes a
 * `Random`, or forks one by name, so that a result depends on the seed and never on the order of calls.
 */

/** 128-bit hash of a string (cyrb128, public domain), as four unsigned 32-bit words. Not cryptographic. */
export function hashWords(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 >>> 0, (h2 ^ h1) >>> 0, (h3 ^ h1) >>> 0, (h4 ^ h1) >>> 0];
}

/** A 32-bit seed derived from any mix of strings and numbers; the same parts give the same seed. */
export function deriveSeed(...parts: readonly (string | number)[]): number {
  return hashWords(parts.map((part) => `${typeof part === 'number' ? 'n' : 's'}${part}`).join('\u0000'))[0];
}

export type RandomState = readonly [number, number, number, number];

/** xoshiro128** (Blackman & Vigna 2018): fast, small state that a checkpoint can carry. */
export class Random {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;
  readonly #key: string;

  constructor(...seed: readonly (string | number)[]) {
    this.#key = seed.map((part) => `${typeof part === 'number' ? 'n' : 's'}${part}`).join('\u0000');
    const [a, b, c, d] = hashWords(this.#key);
    this.#s0 = a;
    this.#s1 = b;
    this.#s2 = c;
    this.#s3 = d | 1;
  }

  /** An independent stream, named by its keys; does not depend on how many numbers were drawn here. */
  fork(...keys: readonly (string | number)[]): Random {
    return new Random(this.#key, ...keys);
  }

  /** Uniform integer in [0, 2^32). */
  word(): number {
    const x = Math.imul(this.#s1, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.#s1 << 9;
    this.#s2 ^= this.#s0;
    this.#s3 ^= this.#s1;
    this.#s1 ^= this.#s2;
    this.#s0 ^= this.#s3;
    this.#s2 ^= t;
    this.#s3 = (this.#s3 << 11) | (this.#s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with probability p. */
  bernoulli(p: number): boolean {
    return this.uniform() < p;
  }

  /** Standard normal (Box–Muller; one of the pair is dropped so that the state stays four words). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One element, uniformly. Throws on an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Random.pick needs at least one item.');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** Index drawn with probability proportional to its weight. */
  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i] as number;
    let rest = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      rest -= weights[i] as number;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** For checkpoints. */
  state(): RandomState {
    return [this.#s0 >>> 0, this.#s1 >>> 0, this.#s2 >>> 0, this.#s3 >>> 0];
  }

  restore(state: RandomState): void {
    [this.#s0, this.#s1, this.#s2, this.#s3] = state;
  }
}
