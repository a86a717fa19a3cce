import type { FittingData, Trajectory } from '@roro/core';

/**
 * The answers that one model wrote alone, as the `fixed` router lets it. Left out: those that ended because a call
 * failed, which says nothing about the model.
 */
export function ownAnswers({ trajectories }: FittingData, model: string | undefined): Trajectory[] {
  return trajectories.filter(
    ({ router, finish, steps }) =>
      router.id === 'fixed' &&
      finish !== 'failed' &&
      steps.length > 0 &&
      steps.every((step) => step.model === model),
  );
}
