import { Random } from '@roro/core';
import { type Resamples, resampleQueries } from './bootstrap.js';
import type { KnobOutcomes, SeedOutcomes } from './outcomes.js';

/** Means over the queries of one benchmark. */
export interface Means {
  accuracy: number;
  /** Per query, in the unit of the run. */
  cost: number;
}

/** Which means one reads: of everything measured, or of one replicate. */
export type MeansOf = (outcomes: KnobOutcomes) => Means;

export interface ResamplingOptions {
  queries: number;
  replicates: number;
  /** Of the draws. */
  seed: number;
  /** Settings draw the queries of a benchmark alike. */
  benchmark: string;
}

/**
 * What the bootstrap draws on one benchmark (docs/decisions/0009-statistics.md). Replicate r draws queries, with all
 * their seeds, and apart from that seeds, with all their queries: a seed is a sampling of every query and, for a trained
 * router, a training of its own. Routers with the same seeds draw the same ones, on every benchmark and setting, so that
 * differences are paired in both; a router alone with its seeds neither disturbs others nor is disturbed by them.
 */
export class Resampling {
  readonly replicates: number;
  readonly #seed: number;
  readonly #queries: Resamples;
  readonly #seeds = new Map<string, Resamples>();
  readonly #byQuery = new Map<KnobOutcomes, readonly Means[]>();

  constructor({ queries, replicates, seed, benchmark }: ResamplingOptions) {
    this.replicates = replicates;
    this.#seed = seed;
    this.#queries = resampleQueries(queries, replicates, new Random('bootstrap', seed, benchmark));
  }

  /** Means over the queries that a replicate drew, all seeds in. */
  ofQueries(replicate: number): MeansOf {
    return (outcomes) => {
      const known = this.#byQuery.get(outcomes) ?? this.#meansByQuery(outcomes);
      this.#byQuery.set(outcomes, known);
      return known[replicate] as Means;
    };
  }

  /** Means over the seeds that a replicate drew, all queries in; outcomes of one seed are as they are. */
  ofSeeds(replicate: number): MeansOf {
    return (outcomes) => {
      const { bySeed = [] } = outcomes;
      if (bySeed.length < 2) return bySeed[0] ?? overall(outcomes);
      const draws = this.#drawsOf(bySeed);
      const means = { accuracy: 0, cost: 0 };
      bySeed.forEach(({ accuracy, cost }, i) => {
        const weight = (draws.counts[replicate * bySeed.length + i] as number) / bySeed.length;
        means.accuracy += weight * accuracy;
        means.cost += weight * cost;
      });
      return means;
    };
  }

  #drawsOf(bySeed: readonly SeedOutcomes[]): Resamples {
    const seeds = bySeed.map(({ seed }) => seed);
    const key = seeds.join(' ');
    const known = this.#seeds.get(key);
    if (known !== undefined) return known;
    const random = new Random('bootstrap seeds', this.#seed, ...seeds);
    const draws = resampleQueries(seeds.length, this.replicates, random);
    this.#seeds.set(key, draws);
    return draws;
  }

  #meansByQuery({ correct, cost }: KnobOutcomes): Means[] {
    const { queries, counts } = this.#queries;
    return Array.from({ length: this.replicates }, (_, replicate) => {
      const offset = replicate * queries;
      return {
        accuracy: weightedSum(correct, counts, offset) / queries,
        cost: weightedSum(cost, counts, offset) / queries,
      };
    });
  }
}

/** Means of everything measured. */
export function overall({ correct, cost }: KnobOutcomes): Means {
  return { accuracy: sum(correct) / correct.length, cost: sum(cost) / cost.length };
}

function weightedSum(values: Float64Array, counts: Uint16Array, offset: number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (counts[offset + i] as number) * (values[i] as number);
  return total;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
