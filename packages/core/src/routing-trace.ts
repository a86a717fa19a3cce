import { z } from 'zod';
import { costSchema } from './cost.js';
import { actionSchema, explanationSchema } from './decision.js';
import { stepFinishSchema } from './step.js';
import { routerReferenceSchema, trajectoryFinishSchema } from './trajectory.js';

/** One step of a routed answer, as `providerMetadata.roro.routing` tells it. */
export const routedStepSchema = z.object({
  index: z.number().int().nonnegative(),
  /** Id of the model in the pool that wrote it. */
  model: z.string(),
  /** Tokens that this model generated for it. */
  tokens: z.number().int().nonnegative(),
  finish: stepFinishSchema,
  action: actionSchema.optional(),
  explanation: explanationSchema.optional(),
  /** Model whose draft was rejected for it. */
  rejectedDraft: z.string().optional(),
  /** What went wrong on the way to this step: a router's failure, a model that another one stood in for. */
  failures: z.array(z.string()),
});
export type RoutedStep = z.infer<typeof routedStepSchema>;

/** What a routed model says of an answer in `providerMetadata.roro.routing`. No prompt and no text of the answer. */
export const routingTraceSchema = z.object({
  version: z.literal(1),
  router: routerReferenceSchema,
  finish: trajectoryFinishSchema,
  /** Seed of the answer: the same request with this seed repeats it. */
  seed: z.number().int(),
  steps: z.array(routedStepSchema),
  /** Everything spent, by model: drafts, probes and verdicts included. */
  cost: costSchema,
  /**
   * Cost against that of the dearest model writing the same tokens alone, ≥ 0, in the unit of the pool (FLOPs where all
   * parameter counts are known, else money); undefined where nothing was generated.
   */
  costShare: z.number().nonnegative().optional(),
});
export type RoutingTrace = z.infer<typeof routingTraceSchema>;
