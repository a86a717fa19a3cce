import { z } from 'zod';

/** Two trajectories of one query, the better one first (ids into a trajectory file). */
export const preferencePairSchema = z.object({
  version: z.literal(1),
  queryId: z.string(),
  chosen: z.string(),
  rejected: z.string(),
  reason: z.enum(['outcome', 'cost', 'process']),
  /** How much better, in the unit of the reason: 1 for outcome, cost share for cost, quality for process. */
  margin: z.number().nonnegative(),
});
export type PreferencePair = z.infer<typeof preferencePairSchema>;

export const criterionSchema = z.object({
  id: z.string().min(1),
  /** Begins "The routing …". */
  text: z.string().startsWith('The routing '),
  weight: z.number().positive(),
  kind: z.enum(['hard-rule', 'principle']),
  scope: z.enum(['step', 'trajectory']),
});
export type Criterion = z.infer<typeof criterionSchema>;

/** A query-specific rubric: criteria with unique ids. */
export const rubricSchema = z.object({
  version: z.literal(1),
  queryId: z.string(),
  criteria: z
    .array(criterionSchema)
    .min(1)
    .refine((criteria) => new Set(criteria.map((c) => c.id)).size === criteria.length, {
      message: 'criterion ids must be unique',
    }),
});
export type Rubric = z.infer<typeof rubricSchema>;

export const judgementSchema = z.object({
  version: z.literal(1),
  trajectoryId: z.string(),
  criteria: z.array(
    z.object({
      id: z.string(),
      /** p(true), range [0, 1]. */
      probability: z.number().min(0).max(1),
      evidence: z.string(),
      perStep: z.array(z.number().min(0).max(1)).optional(),
    }),
  ),
  /** S(τ | rubric) = Σ w (2p − 1) / Σ w (RUBRIC-ARROW 2605.29156), range [−1, 1]. */
  score: z.number().min(-1).max(1),
});
export type Judgement = z.infer<typeof judgementSchema>;
