import { type Belief, observe, stepPrior } from './belief.js';
import { type PomdpModel, regenerationCost } from './pomdp-model.js';

export interface PomdpPolicy {
  /**
   * Expected reward under the best decisions, before the draft of a step is seen.
   *
   * @param step number of the step, from 0
   * @param allRight probability that all steps before are right
   */
  value(step: number, allRight: number): number;
  /** What regenerating the draft of a step adds to the expected reward; its price is not subtracted. */
  gain(step: number, belief: Belief): number;
}

/** Points at which values are kept; between them they are interpolated. */
const points = 101;

/**
 * Best decisions by backward induction over the steps of an answer. Reward: 1 for a right answer, −price · cost share for
 * every regenerated step.
 *
 * Once a step is kept, "wrong now" has become "wrong earlier", so that one number is carried from step to step: the
 * probability that all steps so far are right. Values are kept on a grid of that number, one row a step.
 *
 * @param price λ ≥ 0
 */
export function solvePomdp(model: PomdpModel, price: number): PomdpPolicy {
  const { errorRate, answerRight, lastStep, scoreShares } = model;
  const bins = scoreShares.allRight.map((_, bin) => bin);
  const meanPrice = price * regenerationCost(model);

  /** Where step t is kept and all steps are right with this probability; `next` has the values of step t + 1. */
  function keptValue(step: number, allRight: number, next: Float64Array): number {
    const end = lastStep[step] as number;
    const outcome = answerRight.someWrong + allRight * (answerRight.allRight - answerRight.someWrong);
    return end * outcome + (1 - end) * interpolate(next, allRight);
  }

  /** Where step t is regenerated after steps that are all right with this probability: its score is still to come. */
  function regeneratedValue(step: number, allRight: number, next: Float64Array): number {
    const prior = stepPrior(allRight, errorRate.dearest);
    let value = 0;
    for (const bin of bins) {
      const { belief, probability } = observe(model, prior, bin);
      value += probability * keptValue(step, belief.allRight, next);
    }
    return value;
  }

  // Row `lastStep.length` stays 0: nothing comes after the last step.
  const values = Array.from({ length: lastStep.length + 1 }, () => new Float64Array(points));
  const regenerated = lastStep.map(() => new Float64Array(points));

  function gain(step: number, belief: Belief): number {
    const kept = keptValue(step, belief.allRight, values[step + 1] as Float64Array);
    return interpolate(regenerated[step] as Float64Array, belief.allRight + belief.wrongNow) - kept;
  }

  for (let step = lastStep.length - 1; step >= 0; step--) {
    const next = values[step + 1] as Float64Array;
    const again = regenerated[step] as Float64Array;
    for (let point = 0; point < points; point++) {
      again[point] = regeneratedValue(step, point / (points - 1), next);
    }
    const row = values[step] as Float64Array;
    for (let point = 0; point < points; point++) {
      const prior = stepPrior(point / (points - 1), errorRate.cheapest);
      for (const bin of bins) {
        const { belief, probability } = observe(model, prior, bin);
        const best = keptValue(step, belief.allRight, next) + Math.max(0, gain(step, belief) - meanPrice);
        row[point] = (row[point] as number) + probability * best;
      }
    }
  }

  const within = (step: number) => Math.min(step, lastStep.length - 1);
  return {
    value: (step, allRight) => interpolate(values[within(step)] as Float64Array, allRight),
    gain: (step, belief) => gain(within(step), belief),
  };
}

/** Linear between the points of a grid over [0, 1]. */
function interpolate(grid: Float64Array, at: number): number {
  const position = at * (grid.length - 1);
  const below = Math.min(Math.floor(position), grid.length - 2);
  const [low, high] = [grid[below] as number, grid[below + 1] as number];
  return low + (position - below) * (high - low);
}
