import type { TrajectoryEvidence } from './trajectory-evidence.js';

/** What a good process consists of; each in [0, 1]. */
export interface ProcessParts {
  /** Share of the critical segments that the dearest model wrote; nine tenths count where it wrote only the step after, and could mend it. 1 where none is critical. */
  coverage: number;
  /** Share of all steps that the dearest model wrote although they were neither critical nor right after a critical one that it left to another. */
  waste: number;
  /** Share of the steps at which the model changed. */
  switching: number;
}

/** Credit for a critical step that the dearest model did not write but saw right after. */
const recovered = 0.9;

/** Weights of the parts in `processQuality`. */
export const processWeights = { coverage: 1, waste: -0.5, switching: -0.1 } as const;

/**
 * How a trajectory handled what its query needed: critical steps covered or at least recovered from, no escalation
 * where the cheapest model would have succeeded, few switches. Uses counterfactual labels and never the outcome.
 *
 * @param critical segments of the query that need the dearest model (`CriticalSteps`)
 */
export function processParts(
  { steps, switches }: TrajectoryEvidence,
  critical: readonly number[],
): ProcessParts {
  const needed = new Set(critical);
  const credit = new Map<number, number>();
  for (const [index, step] of steps.entries()) {
    if (!needed.has(step.segment)) continue;
    const earned = step.byDearest ? 1 : steps[index + 1]?.byDearest ? recovered : 0;
    credit.set(step.segment, Math.max(earned, credit.get(step.segment) ?? 0));
  }
  const mends = (index: number): boolean => {
    const previous = steps[index - 1];
    return previous !== undefined && !previous.byDearest && needed.has(previous.segment);
  };
  const wasted = steps.filter(
    (step, index) => step.byDearest && !needed.has(step.segment) && !mends(index),
  ).length;
  return {
    coverage: needed.size === 0 ? 1 : [...credit.values()].reduce((a, b) => a + b, 0) / needed.size,
    waste: steps.length === 0 ? 0 : wasted / steps.length,
    switching: steps.length < 2 ? 0 : switches / (steps.length - 1),
  };
}

/** Σ weight · part, range [−0.6, 1]. */
export function processQuality(evidence: TrajectoryEvidence, critical: readonly number[]): number {
  const parts = processParts(evidence, critical);
  return (
    processWeights.coverage * parts.coverage +
    processWeights.waste * parts.waste +
    processWeights.switching * parts.switching
  );
}
