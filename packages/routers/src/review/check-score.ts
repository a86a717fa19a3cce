import { RouterError } from '@roro/core/routing';

/** @throws RouterError for a score that is no number in [0, 1] */
export function checkScore(score: number, scorer: string, router: string): number {
  if (score >= 0 && score <= 1) return score;
  throw new RouterError({
    router,
    message: `Expected scorer "${scorer}" to value a step in [0, 1], got ${score}.`,
    nextStep: 'Map its raw output to that range, for example with a sigmoid.',
  });
}
