import { ValidationError } from '@roro/core';
import { normalQuantile } from './normal-quantile.js';

export interface PowerOptions {
  /** The difference that one wants to see, in the unit of the outcomes; its sign does not matter. */
  difference: number;
  /** Probability of seeing it where it is there, default 0.8. */
  power?: number;
  /** Level of the two-sided test, default 0.05. Divide it by the number of comparisons. */
  level?: number;
}

export interface RequiredQueriesOptions extends PowerOptions {
  /** Paired outcomes of a pilot, one a query: one router's minus the other's, each its mean over seeds. At least two. */
  outcomes: ArrayLike<number>;
}

/**
 * How many queries a paired comparison needs: n = ⌈(z_{1−level/2} + z_power)²·s² / difference²⌉, with s² the variance of the
 * paired outcomes, and at least 2. Pairing is what makes s² small: two routers that mostly answer the same queries need
 * few. Undefined for no difference: no number of queries shows it.
 *
 * @throws ValidationError for fewer than two outcomes, or a power or level outside (0, 1)
 */
export function requiredQueries({ outcomes, ...options }: RequiredQueriesOptions): number | undefined {
  if (outcomes.length < 2) {
    throw new ValidationError({
      message: `A variance needs at least two paired outcomes, got ${outcomes.length}.`,
      nextStep: 'Measure more queries.',
    });
  }
  return queriesForVariance({ ...options, variance: variance(outcomes) });
}

/**
 * The same from variances: of one query, and of what no number of queries makes smaller, such as differences between trainings
 * (default 0): n = ⌈variance / (difference² / (z_{1−level/2} + z_power)² − floor)⌉. Undefined where that alone hides the
 * difference: it takes more seeds.
 *
 * @throws ValidationError for a power or level outside (0, 1)
 */
export function queriesForVariance({
  difference,
  power = 0.8,
  level = 0.05,
  variance: ofQuery,
  floor = 0,
}: PowerOptions & { variance: number; floor?: number }): number | undefined {
  if (!(power > 0 && power < 1 && level > 0 && level < 1)) {
    throw new ValidationError({
      message: `A power and a level lie between 0 and 1: got ${power} and ${level}.`,
      nextStep: 'Correct them; usual are 0.8 and 0.05.',
    });
  }
  if (difference === 0) return undefined;
  const z = Math.max(0, normalQuantile(1 - level / 2) + normalQuantile(power));
  // Where any number of queries will do, so will two.
  if (z === 0) return 2;
  const allowed = (difference / z) ** 2 - floor;
  return allowed > 0 ? Math.max(2, Math.ceil(ofQuery / allowed)) : undefined;
}

/** Σ (x − mean)² / (n − 1); at least two values. */
export function variance(values: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] as number) / values.length;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - mean) ** 2;
  return sum / (values.length - 1);
}
