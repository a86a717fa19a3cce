import { ValidationError } from '@roro/core/routing';

export interface GaussianComponent {
  /** Share of the values, range [0, 1]. */
  weight: number;
  mean: number;
  variance: number;
}

/** Two Gaussians over one number, told apart by their means. JSON. */
export interface GaussianMixture {
  low: GaussianComponent;
  high: GaussianComponent;
}

/** Probability that a value comes from the component with the higher mean. */
export function highPosterior({ low, high }: GaussianMixture, value: number): number {
  return 1 / (1 + Math.exp(logDensity(low, value) - logDensity(high, value)));
}

/** log(weight · N(value; mean, variance)). */
function logDensity({ weight, mean, variance }: GaussianComponent, value: number): number {
  return Math.log(weight) - 0.5 * (Math.log(2 * Math.PI * variance) + (value - mean) ** 2 / variance);
}

const leastValues = 10;
const iterationLimit = 1000;
/** Rise of the mean log-likelihood that ends the fit, nats. */
const tolerance = 1e-9;
/** Share of the variance of all values that no component falls below, so that none closes in on a single value. */
const varianceFloor = 1e-6;
/** Nor below this: the variance of values that all but coincide rounds to 0. */
const leastVariance = 1e-24;

/**
 * Fits the mixture by expectation maximisation from the lower and the upper half of the values. Stops where the mean
 * log-likelihood rises by less than 1e-9 nats, or after 1,000 iterations. Deterministic.
 *
 * @param what the values, for the error
 * @returns the mixture, and the mean log-likelihood of a value at the start and after each iteration, which falls by no
 *   more than rounding
 * @throws ValidationError for fewer than 10 values, or values that are all equal
 */
export function fitGaussianMixture(
  values: readonly number[],
  what: string,
): { mixture: GaussianMixture; logLikelihoods: number[] } {
  const sorted = Float64Array.from(values).sort();
  const distinct = new Set(values).size;
  if (sorted.length < leastValues || distinct < 2) {
    throw new ValidationError({
      message: `Expected at least ${leastValues} ${what} that are not all equal, got ${sorted.length}, ${distinct} of them distinct.`,
      nextStep: 'Collect more training trajectories.',
    });
  }
  const all = componentOf(sorted, new Float64Array(sorted.length).fill(1), 0);
  const floor = Math.max(leastVariance, varianceFloor * all.variance);
  let shares = sorted.map((_, index) => (index < sorted.length / 2 ? 0 : 1));
  let low = all;
  let high = all;
  const logLikelihoods: number[] = [];
  for (let iteration = 0; iteration <= iterationLimit; iteration++) {
    // Maximisation: weights, means and variances where `shares` says how much of each value is the high component's.
    low = componentOf(
      sorted,
      shares.map((share) => 1 - share),
      floor,
      low,
    );
    high = componentOf(sorted, shares, floor, high);
    // Expectation: the posteriors under those components.
    let total = 0;
    shares = sorted.map((value) => {
      const [a, b] = [logDensity(low, value), logDensity(high, value)];
      const larger = Math.max(a, b);
      const likelihood = larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
      total += likelihood;
      return Math.exp(b - likelihood);
    });
    const rise = total / sorted.length - (logLikelihoods.at(-1) ?? Number.NEGATIVE_INFINITY);
    logLikelihoods.push(total / sorted.length);
    if (rise < tolerance) break;
  }
  return { mixture: low.mean <= high.mean ? { low, high } : { low: high, high: low }, logLikelihoods };
}

/** The Gaussian of weighted values; where the weights are all 0, `previous` with weight 0. */
function componentOf(
  values: Float64Array,
  weights: Float64Array,
  floor: number,
  previous?: GaussianComponent,
): GaussianComponent {
  let mass = 0;
  let sum = 0;
  for (const [index, value] of values.entries()) {
    mass += weights[index] as number;
    sum += (weights[index] as number) * value;
  }
  if (mass === 0 && previous !== undefined) return { ...previous, weight: 0 };
  const mean = sum / mass;
  let squares = 0;
  for (const [index, value] of values.entries()) squares += (weights[index] as number) * (value - mean) ** 2;
  return { weight: mass / values.length, mean, variance: Math.max(floor, squares / mass) };
}
