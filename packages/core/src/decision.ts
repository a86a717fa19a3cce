import { z } from 'zod';

export const routingModeSchema = z.enum(['assign', 'review', 'answer']);
/**
 * `assign`: choose who writes the next step. `review`: the cheapest model drafted the step; accept it or have another
 * model write it. `answer`: a model answered to the end; accept, or have a dearer one answer from the start.
 */
export type RoutingMode = z.infer<typeof routingModeSchema>;

export const actionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('assign'), model: z.string() }),
  z.object({
    type: z.literal('accept'),
    /** In `review` mode, number of the draft that is kept (`RouterCalls.draft`); default 0, the first one. */
    draw: z.number().int().nonnegative().optional(),
  }),
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
  /** What would have changed the decision, in words with numbers. Found afterwards: no router works it out as it decides. */
  flip: z.string().optional(),
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
  /** Set when the router failed and the engine took its fallback instead, or a model failed and another one stood in. */
  failure: z.string().optional(),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;
