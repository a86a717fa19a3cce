import { z } from 'zod';
import { usageEntrySchema } from './cost.js';

export const pairReasonSchema = z.enum(['outcome', 'cost', 'process']);
/** Why one trajectory is better: correct against wrong; cheaper, both correct; better routed, outcome and cost alike. */
export type PairReason = z.infer<typeof pairReasonSchema>;

/** Two trajectories of one query, the better one first (ids into a trajectory file). */
export const preferencePairSchema = z.object({
  version: z.literal(1),
  queryId: z.string(),
  chosen: z.string(),
  rejected: z.string(),
  reason: pairReasonSchema,
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
  /** Definition and level in the criterion bank that it was rendered from; absent for free text. */
  source: z.object({ definition: z.string().min(1), level: z.string().min(1) }).optional(),
});
export type Criterion = z.infer<typeof criterionSchema>;

/** A query-specific rubric: criteria with unique ids and positive weights. */
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

const writerSchema = z.object({ id: z.string(), version: z.string() });
const eitherOr = 'exactly one of the result and `failure` must be present';

/** A rubric as a Rubricor delivers it: what it cost is kept even where it cannot be used. */
export const rubricRecordSchema = z
  .object({
    version: z.literal(1),
    queryId: z.string(),
    rubricor: writerSchema,
    rubric: rubricSchema.optional(),
    /** Why there is no rubric. */
    failure: z.string().optional(),
    /** Model calls made for it; empty for learned rubricors. */
    usage: z.array(usageEntrySchema),
  })
  .refine((record) => (record.rubric === undefined) !== (record.failure === undefined), {
    message: eitherOr,
  });
export type RubricRecord = z.infer<typeof rubricRecordSchema>;

export const verdictSchema = z.object({
  /** Id of the criterion in the rubric. */
  id: z.string(),
  /** p(true), range [0, 1]; 0.5 where the trajectory says nothing about it. */
  probability: z.number().min(0).max(1),
  evidence: z.string(),
  /** p(true) of each step that the criterion looks at. */
  perStep: z
    .array(z.object({ index: z.number().int().nonnegative(), probability: z.number().min(0).max(1) }))
    .optional(),
});
export type CriterionVerdict = z.infer<typeof verdictSchema>;

export const judgementSchema = z
  .object({
    version: z.literal(1),
    trajectoryId: z.string(),
    judge: writerSchema,
    /** One a criterion, in the order of the rubric; empty where the verdict failed. */
    criteria: z.array(verdictSchema),
    /** S(τ | rubric) = Σ w (2p − 1) / Σ w (RUBRIC-ARROW 2605.29156), range [−1, 1]. */
    score: z.number().min(-1).max(1).optional(),
    /** Why there is no score. */
    failure: z.string().optional(),
    /** Model calls made for it; empty for learned judges. */
    usage: z.array(usageEntrySchema),
  })
  .refine((record) => (record.score === undefined) !== (record.failure === undefined), { message: eitherOr });
export type Judgement = z.infer<typeof judgementSchema>;
