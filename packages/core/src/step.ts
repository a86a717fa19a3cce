import { z } from 'zod';
import { usageEntrySchema } from './cost.js';
import { tokenStatisticsSchema } from './token-statistics.js';

/** Why a step ended. `delimiter` and `end` are healthy; `length` is a truncated step, never a success. */
export const stepFinishSchema = z.object({
  unified: z.enum(['delimiter', 'end', 'length', 'error', 'other']),
  raw: z.string().optional(),
});
export type StepFinish = z.infer<typeof stepFinishSchema>;

/** One reasoning step of an answer, with its delimiter put back in `text`. */
export const stepSchema = z.object({
  index: z.number().int().nonnegative(),
  text: z.string(),
  /** Id of the model in the pool that wrote it. */
  model: z.string(),
  finish: stepFinishSchema,
  /** Undefined where the server gives no log-probabilities. */
  statistics: tokenStatisticsSchema.optional(),
  usage: usageEntrySchema,
  /** Calls that were paid for on the way to this step and are not part of the answer: drafts, probes. */
  overhead: z.array(usageEntrySchema),
  /** In `review` mode: the rejected draft that this step replaces. */
  rejectedDraft: z.object({ model: z.string(), text: z.string() }).optional(),
  /** End of `text` that no model wrote: the tag that closes the thinking, put in where its budget was used up. */
  forcedText: z.string().optional(),
  /** Verdict of a step verifier, where the benchmark has one. Never shown to a router or judge. */
  correct: z.boolean().optional(),
  /** Operation or kind of the step as the benchmark's step verifier names it, for reports. */
  kind: z.string().optional(),
});
export type Step = z.infer<typeof stepSchema>;

/** What a router or judge may see of a step. */
export type StepView = Omit<Step, 'correct' | 'kind'>;

export function viewStep(step: Step): StepView {
  const { correct: _correct, kind: _kind, ...view } = step;
  return view;
}
