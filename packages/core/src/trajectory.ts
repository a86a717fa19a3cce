import { z } from 'zod';
import { costSchema } from './cost.js';
import { decisionRecordSchema } from './decision.js';
import { querySchema } from './query.js';
import { stepSchema } from './step.js';

/** Why a trajectory ended. Only `answered` can be a success. */
export const trajectoryFinishSchema = z.enum([
  'answered',
  'step-budget',
  'token-budget',
  'cost-budget',
  'truncated',
  'failed',
]);
export type TrajectoryFinish = z.infer<typeof trajectoryFinishSchema>;

export const routerReferenceSchema = z.object({
  id: z.string(),
  version: z.string(),
  /** Position on the router's accuracy–cost curve (threshold, rate, λ); absent for routers without a knob. */
  knob: z.number().optional(),
});
export type RouterReference = z.infer<typeof routerReferenceSchema>;

/** One routed answer: a JSONL record. */
export const trajectorySchema = z.object({
  version: z.literal(1),
  id: z.string(),
  query: querySchema,
  router: routerReferenceSchema,
  /** Seed of the run; `sample` tells rollouts of one query apart. */
  seed: z.number().int(),
  sample: z.number().int().nonnegative(),
  steps: z.array(stepSchema),
  decisions: z.array(decisionRecordSchema),
  finalAnswer: z.string().optional(),
  /** Verdict on the final answer; undefined where there is no gold answer. */
  correct: z.boolean().optional(),
  finish: trajectoryFinishSchema,
  /** A failed rollout is a record, not a crash. */
  failure: z.string().optional(),
  cost: costSchema,
});
export type Trajectory = z.infer<typeof trajectorySchema>;
