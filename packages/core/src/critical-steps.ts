import { z } from 'zod';

/** Which model alone answers a query: the strata of a collection. */
export const stratumSchema = z.enum(['small-right', 'only-large-right', 'neither-right']);
export type Stratum = z.infer<typeof stratumSchema>;

/**
 * Where a query needs the dearest model, found by counterfactual suffix replacement (EcoTab 2605.29319). One JSONL
 * record a query.
 */
export const criticalStepsSchema = z.object({
  version: z.literal(1),
  queryId: z.string(),
  stratum: stratumSchema,
  /** Indices of steps in the dearest model's answer; empty where the cheapest model is right anyway. */
  steps: z.array(z.number().int().nonnegative()),
  /** Segments of the query that these steps work on, without repetition. */
  segments: z.array(z.number().int().nonnegative()),
});
export type CriticalSteps = z.infer<typeof criticalStepsSchema>;
