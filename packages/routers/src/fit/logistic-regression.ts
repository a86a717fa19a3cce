import { ValidationError } from '@roro/core/routing';
import { solvePositiveDefinite } from './solve-positive-definite.js';

/** P(yes) = 1 / (1 + exp(−bias − weights · features)). JSON. */
export interface LogisticModel {
  bias: number;
  weights: readonly number[];
}

export function logisticProbability({ bias, weights }: LogisticModel, features: ArrayLike<number>): number {
  let logit = bias;
  for (let index = 0; index < weights.length; index++) {
    logit += (weights[index] as number) * (features[index] as number);
  }
  return 1 / (1 + Math.exp(-logit));
}

export interface LogisticRegressionOptions {
  /**
   * L2 penalty λ, > 0: λ/2·‖w‖² beside the summed log-loss, w per standard deviation of a feature. A Gaussian prior of
   * variance 1/λ. Default 1.
   */
  penalty?: number;
  /** What is asked, for the error. */
  question: string;
}

const iterationLimit = 100;

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares) with step halving, on standardised
 * features. The penalty keeps the weights finite on separable rows; the bias carries none. A constant feature gets
 * weight 0. Deterministic.
 *
 * @param rows one vector of features a row, equally long
 * @param labels one a row
 * @returns weights for the features as they are, not standardised
 * @throws ValidationError where the rows are all yes or all no, so that no bias fits
 */
export function fitLogisticRegression(
  rows: readonly ArrayLike<number>[],
  labels: readonly boolean[],
  { penalty = 1, question }: LogisticRegressionOptions,
): LogisticModel {
  const yes = labels.filter(Boolean).length;
  if (yes === 0 || yes === labels.length) {
    throw new ValidationError({
      message: `Expected rows of both kinds to fit "${question}", got ${yes} yes and ${labels.length - yes} no.`,
      nextStep: 'Collect more training trajectories, on queries of which some fail and some succeed.',
    });
  }
  const { columns, means, scales } = standardise(rows);
  // The last parameter is the bias.
  const size = means.length + 1;
  let parameters = new Float64Array(size);
  parameters[size - 1] = Math.log(yes / (labels.length - yes));
  let loss = objective(columns, labels, parameters, penalty);
  for (let iteration = 0; iteration < iterationLimit; iteration++) {
    const { gradient, hessian } = derivatives(columns, labels, parameters, penalty);
    const direction = solvePositiveDefinite(hessian, gradient.slice());
    const decrement = direction.reduce((sum, value, index) => sum + value * (gradient[index] as number), 0);
    let next = moved(parameters, direction, 1);
    if (decrement < 1e-10 * labels.length) {
      // So near the optimum that the loss cannot tell two points apart: Newton's step is as good as exact.
      parameters = next;
      break;
    }
    let nextLoss = objective(columns, labels, next, penalty);
    for (let rate = 0.5; nextLoss >= loss && rate > 1e-9; rate /= 2) {
      next = moved(parameters, direction, rate);
      nextLoss = objective(columns, labels, next, penalty);
    }
    parameters = next;
    loss = nextLoss;
  }
  const weights = means.map((_, index) => (parameters[index] as number) / (scales[index] as number));
  const shift = weights.reduce((sum, weight, index) => sum + weight * (means[index] as number), 0);
  return { bias: (parameters[size - 1] as number) - shift, weights };
}

/** Columns of mean 0 and variance 1, or all 0 where a feature is constant. */
function standardise(rows: readonly ArrayLike<number>[]) {
  const count = rows.length;
  const means: number[] = [];
  const scales: number[] = [];
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, index) => {
    const column = Float64Array.from(rows, (row) => row[index] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const constant = variance <= 1e-20 * mean ** 2;
    means.push(mean);
    scales.push(constant ? 1 : Math.sqrt(variance));
    return column.map((value) => (constant ? 0 : (value - mean) / Math.sqrt(variance)));
  });
  return { columns, means, scales };
}

function logits(columns: readonly Float64Array[], count: number, parameters: Float64Array): Float64Array {
  const values = new Float64Array(count).fill(parameters.at(-1) as number);
  for (const [index, column] of columns.entries()) {
    const weight = parameters[index] as number;
    for (let row = 0; row < count; row++) {
      values[row] = (values[row] as number) + weight * (column[row] as number);
    }
  }
  return values;
}

/** Σ log(1 + exp(∓logit)) + λ/2·‖w‖². */
function objective(
  columns: readonly Float64Array[],
  labels: readonly boolean[],
  parameters: Float64Array,
  penalty: number,
): number {
  let loss = 0;
  for (const [row, logit] of logits(columns, labels.length, parameters).entries()) {
    const margin = labels[row] ? logit : -logit;
    loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  for (let index = 0; index < columns.length; index++) {
    loss += (penalty / 2) * (parameters[index] as number) ** 2;
  }
  return loss;
}

/** Gradient Xᵀ(p − y) + λw and Hessian XᵀWX + λI with W = p(1 − p); the bias has no λ. */
function derivatives(
  columns: readonly Float64Array[],
  labels: readonly boolean[],
  parameters: Float64Array,
  penalty: number,
) {
  const count = labels.length;
  const size = parameters.length;
  const probabilities = logits(columns, count, parameters).map((logit) => 1 / (1 + Math.exp(-logit)));
  const residuals = probabilities.map((probability, row) => probability - (labels[row] ? 1 : 0));
  // The floor keeps the Hessian invertible where every row is certain.
  const curvatures = probabilities.map((probability) => Math.max(1e-12, probability * (1 - probability)));
  const design = [...columns, new Float64Array(count).fill(1)];
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (const [i, first] of design.entries()) {
    const ridge = i < columns.length ? penalty : 0;
    gradient[i] = ridge * (parameters[i] as number);
    for (let row = 0; row < count; row++) {
      gradient[i] = (gradient[i] as number) + (residuals[row] as number) * (first[row] as number);
    }
    const weighted = first.map((value, row) => value * (curvatures[row] as number));
    for (let j = 0; j <= i; j++) {
      const second = design[j] as Float64Array;
      let sum = i === j ? ridge : 0;
      for (let row = 0; row < count; row++) sum += (weighted[row] as number) * (second[row] as number);
      hessian[i * size + j] = sum;
      hessian[j * size + i] = sum;
    }
  }
  return { gradient, hessian };
}

function moved(parameters: Float64Array, direction: Float64Array, rate: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(parameters, (value, index) => value - rate * (direction[index] as number));
}
