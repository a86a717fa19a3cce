import type { JudgeUnit, JudgeUnits } from '../learned/judge-units.js';

/** A pair as the Judge is trained on it: both sides measured under the rubric of their query. */
export interface JudgePair {
  id: string;
  chosen: JudgeUnits;
  rejected: JudgeUnits;
}

/** S of one side: Σ w_u (2p_u − 1) over its units. @param probability p(true) of a unit, or a drawn verdict 0 or 1 */
export function unitScore({ units }: JudgeUnits, probability: (unit: JudgeUnit) => number): number {
  return units.reduce((sum, unit) => sum + unit.weight * (2 * probability(unit) - 1), 0);
}

/** Scores closer than this are a tie: rounding decides nothing. */
export const tieTolerance = 1e-9;

/** +1 where the chosen side scores strictly higher, else −1: a tie is no preference (Rubric-ARM 2602.01511). */
export function pairReward(chosen: number, rejected: number): 1 | -1 {
  return chosen - rejected > tieTolerance ? 1 : -1;
}

/** Share of pairs whose chosen side scores strictly higher, range [0, 1]; undefined for none. */
export function pairAccuracy(
  pairs: readonly JudgePair[],
  probability: (unit: JudgeUnit) => number,
): number | undefined {
  if (pairs.length === 0) return undefined;
  const right = pairs.filter(
    ({ chosen, rejected }) =>
      pairReward(unitScore(chosen, probability), unitScore(rejected, probability)) === 1,
  );
  return right.length / pairs.length;
}
