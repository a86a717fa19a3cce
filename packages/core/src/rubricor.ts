import type { RubricRecord } from './preference.js';
import type { QueryView } from './query.js';

/** Writes the rubric of a query, before any trajectory is seen. Keeps no state between calls. */
export interface Rubricor {
  readonly id: string;
  readonly version: string;
  /** Never throws for what a model does wrong: a rubric that could not be written is a record with a `failure`. */
  write(query: QueryView, options?: { signal?: AbortSignal }): RubricRecord | Promise<RubricRecord>;
}
