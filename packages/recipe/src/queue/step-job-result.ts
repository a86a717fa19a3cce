import { errorMessage, GenerationError, RoroError, ValidationError } from '@roro/core';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** How the making of a step failed, so that it fails in the same words elsewhere. */
const stepFailureSchema = z.strictObject({
  message: z.string(),
  /** Model whose call failed; absent where something else did. */
  model: z.string().optional(),
});
export type StepFailure = z.infer<typeof stepFailureSchema>;

const stepJobResultSchema = z.strictObject({
  version: z.literal(1),
  /** Name of the worker that did the job. */
  worker: z.string(),
  rollouts: count,
  /** Steps that the job asked for, and those of them that nobody had made before. */
  asked: count,
  made: count,
  seconds: z.number().nonnegative(),
  /** Addresses of the steps that it came by: they are in the queue's store of steps. */
  steps: z.array(z.string()),
  /** Steps that ended in an error, which no store keeps. */
  unkept: z.array(z.tuple([z.string(), z.unknown()])),
  failures: z.array(z.tuple([z.string(), stepFailureSchema])),
});
/** What a worker answers to a job. */
export type StepJobResult = z.infer<typeof stepJobResultSchema>;

/** @throws ValidationError for an answer that is no result of this version */
export function readStepJobResult(result: unknown): StepJobResult {
  const parsed = stepJobResultSchema.safeParse(result);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ValidationError({
    message: `A worker answered something that is no result: ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
    nextStep: 'Use the same version of roro everywhere.',
  });
}

export function describeFailure(error: unknown): StepFailure {
  const isModel = GenerationError.isInstance(error) && error.code === 'GENERATION';
  const model = isModel ? (error as GenerationError).model : undefined;
  return { message: errorMessage(error), ...(model === undefined ? {} : { model }) };
}

/** The error that was described, as far as anyone looks at it. */
export function failureOf({ message, model }: StepFailure): Error {
  return model === undefined ? new RoroError({ message }) : new GenerationError({ message, model });
}
