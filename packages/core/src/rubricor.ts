import type { RubricRecord } from './preference.js';
import type { QueryView } from './query.js';
import type { TrajectoryView } from './trajectory-view.js';

/** A query as its rubric is written. */
export interface RubricQuery extends QueryView {
  /**
   * Answers that models gave to it, with no verdict on any: each model alone, or the dearest over drafts of the cheapest.
   * Where two models part shows what a rubric has to speak of. Absent where nobody has answered yet.
   */
  attempts?: readonly TrajectoryView[];
}

/** Writes the rubric of a query, before any trajectory is seen. Keeps no state between calls. */
export interface Rubricor {
  readonly id: string;
  readonly version: string;
  /** Never throws for what a model does wrong: a rubric that could not be written is a record with a `failure`. */
  write(query: RubricQuery, options?: { signal?: AbortSignal }): RubricRecord | Promise<RubricRecord>;
}
