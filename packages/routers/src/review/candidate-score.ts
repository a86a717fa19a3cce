import type { RouterState, StepView } from '@roro/core';
import { requireCalls } from '../require-calls.js';
import { checkScore } from './check-score.js';

/**
 * Value of a candidate by a scorer of the pool, range [0, 1].
 *
 * @throws RouterError where the state has no calls, or the scorer answers outside that range
 */
export async function candidateScore(
  state: RouterState,
  router: string,
  scorer: string,
  candidate: StepView,
): Promise<number> {
  return checkScore(await requireCalls(state, router).score(scorer, candidate), scorer, router);
}
