import type { TrajectoryEvidence } from '@roro/core';

/** Share of the steps that the dearest model wrote, range [0, 1]; 0 without steps. */
export function largeShare({ steps }: TrajectoryEvidence): number {
  return steps.length === 0 ? 0 : steps.filter((step) => step.byDearest).length / steps.length;
}
