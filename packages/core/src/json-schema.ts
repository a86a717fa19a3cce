import { z } from 'zod';
import { costSchema } from './cost.js';
import { criticalStepsSchema } from './critical-steps.js';
import { decisionRecordSchema, decisionSchema } from './decision.js';
import { judgementSchema, preferencePairSchema, rubricRecordSchema, rubricSchema } from './preference.js';
import { querySchema } from './query.js';
import { resultsSchema } from './results.js';
import { manifestSchema } from './run-directory.js';
import { stepSchema } from './step.js';
import { trajectorySchema } from './trajectory.js';

/** Every record that is written to disk, by name. */
export const schemas = {
  query: querySchema,
  step: stepSchema,
  decision: decisionSchema,
  'decision-record': decisionRecordSchema,
  cost: costSchema,
  trajectory: trajectorySchema,
  'critical-steps': criticalStepsSchema,
  'preference-pair': preferencePairSchema,
  rubric: rubricSchema,
  'rubric-record': rubricRecordSchema,
  judgement: judgementSchema,
  manifest: manifestSchema,
  results: resultsSchema,
} as const;

export type SchemaName = keyof typeof schemas;

/** JSON Schema (draft 2020-12) of one record kind. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  return z.toJSONSchema(schemas[name], { target: 'draft-2020-12' });
}
