import type { QueryView } from './query.js';
import type { TrajectoryEvidence } from './trajectory-evidence.js';

/** What a good routing does; every criterion stands on one of these. */
export const axes = ['timely-escalation', 'effective-recovery', 'efficient-allocation'] as const;
export type Axis = (typeof axes)[number];

/** Weights of the two kinds (RUBRIC-ARROW 2605.29156). */
export const criterionWeights = { 'hard-rule': 3, principle: 1 } as const;

/** One parameter setting of a criterion: a threshold, or the line of the query that it is about. */
export interface CriterionLevel {
  /** Unique within the definition: `low`, `3`. */
  id: string;
  /** The criterion as a reader sees it, beginning "The routing ". */
  text: string;
  /** The parameter as a number. */
  value: number;
  /** Segment of the query that this level is about, 0-based; undefined for levels that are about no single one. */
  segment?: number;
}

/** What a criterion finds on a trajectory. */
export interface Measurement {
  /**
   * The steps that it looks at (for scope `step`), with the degree to which each does as the criterion says,
   * range [0, 1]. Empty where the trajectory has none. Scope `trajectory`: left out.
   */
  perStep?: readonly { index: number; degree: number }[];
  /** Degree for the whole trajectory, range [0, 1]; undefined where the trajectory says nothing about it. */
  degree: number | undefined;
  /** What was measured, for a reader: "2 of 3 steps on line 3 by the large model". */
  text: string;
}

/**
 * A kind of criterion that a rubric may use. A third party adds one in a file: this object, passed to the Rubricor
 * and the Judge beside the bank of `@roro/rubricor`.
 */
export interface CriterionDefinition {
  /** Kebab-case, unique in a bank. */
  readonly id: string;
  readonly axis: Axis;
  readonly kind: 'hard-rule' | 'principle';
  readonly scope: 'step' | 'trajectory';
  /** The levels that make sense for a query; at least one for some query. */
  levels(query: QueryView): readonly CriterionLevel[];
  /** A pure function of the evidence. */
  measure(evidence: TrajectoryEvidence, level: CriterionLevel): Measurement;
}
