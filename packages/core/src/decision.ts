import { z } from 'zod';

export const routingModeSchema = z.enum(['assign', 'review']);
/** `assign`: choose who writes the next step. `review`: the cheapest model drafted; accept or regenerate. */
export type RoutingMode = z.infer<typeof routingModeSchema>;

export const actionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('assign'), model: z.string() }),
  z.object({ type: z.literal('accept') }),
  z.object({ type: z.literal('regenerate'), model: z.string() }),
]);
export type Action = z.infer<typeof actionSchema>;

export const explanationSchema = z.object({
  /** Named inputs of the rule. */
  features: z.record(z.string(), z.number()),
  /** The score that was compared, and with what; absent for routers without a threshold. */
  score: z.number().optional(),
  threshold: z.number().optional(),
  text: z.string(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** What a router answers. */
export const decisionSchema = z.object({
  action: actionSchema,
  /** Probability of each action the router could take, in the order of the pool; sums to 1. */
  probabilities: z.array(z.number().min(0).max(1)).optional(),
  /** The policy's input vector, kept when it is being trained. */
  observation: z.array(z.number()).optional(),
  explanation: explanationSchema.optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** A decision as a trajectory keeps it. */
export const decisionRecordSchema = decisionSchema.extend({
  stepIndex: z.number().int().nonnegative(),
  /** Set when the router failed and the engine took its fallback instead. */
  failure: z.string().optional(),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;
