import {
  criterionSchema,
  pairReasonSchema,
  querySchema,
  rubricSchema,
  stepSchema,
  type TrajectoryView,
  trajectoryFinishSchema,
} from '@roro/core';
import { z } from 'zod';

const score = z.number().min(-1).max(1);

const common = {
  version: z.literal(1),
  /** What the reward service knows it by; unique in its phase. */
  id: z.string().min(1),
  split: z.enum(['train', 'validation']),
  queryId: z.string(),
  /** What the model is asked: as the LLM role of `@roro/rubricor/llm` or `@roro/judge/llm` asks it. */
  messages: z.array(z.object({ role: z.enum(['system', 'user']), content: z.string() })).min(1),
  /** A well-formed answer by what the model is to replace, for a supervised warm-up; absent where there is none. */
  reference: z.string().optional(),
};

/** One side of a preference pair, to be judged under the frozen rubric of its query. */
export const judgeExampleSchema = z.object({
  ...common,
  phase: z.literal('judge'),
  trajectoryId: z.string(),
  reason: pairReasonSchema,
  side: z.enum(['chosen', 'rejected']),
  rubric: rubricSchema,
  /** S of the pair's other side by the frozen Judge: what the answer's S is compared with. */
  counterpart: score,
});
export type JudgeExample = z.infer<typeof judgeExampleSchema>;

/** A query whose rubric is to be written, with the pairs that the frozen Judge tries it on. */
export const rubricorExampleSchema = z.object({
  ...common,
  phase: z.literal('rubricor'),
  query: querySchema.omit({ answer: true }),
  /** Criteria to choose among; absent where the model words its own. */
  statements: z.array(criterionSchema).optional(),
  /** Ids of trajectories. */
  pairs: z.array(z.object({ chosen: z.string(), rejected: z.string(), reason: pairReasonSchema })).min(1),
  /** The rubric from before the phase, what the frozen Judge scores under it, and what it would earn. */
  baseline: z
    .object({
      rubric: rubricSchema,
      scores: z.array(z.object({ chosen: score.optional(), rejected: score.optional() })),
      reward: score,
    })
    .optional(),
});
export type RubricorExample = z.infer<typeof rubricorExampleSchema>;

/** What a phase trains on; a line of `examples.jsonl`. */
export const phaseExampleSchema = z.discriminatedUnion('phase', [judgeExampleSchema, rubricorExampleSchema]);
export type PhaseExample = z.infer<typeof phaseExampleSchema>;

/** A line of `trajectories.jsonl`: what a judge may see. */
export const trajectoryViewSchema: z.ZodType<TrajectoryView> = z.object({
  id: z.string(),
  query: querySchema.omit({ answer: true }),
  models: z.array(z.object({ id: z.string(), relativeCost: z.number() })),
  steps: z.array(stepSchema.omit({ correct: true, kind: true })),
  finish: trajectoryFinishSchema,
});
