import { stepFinishSchema, tokenStatisticsSchema, ValidationError } from '@roro/core';
import type { StoredStep } from '@roro/engine';
import { z } from 'zod';

const count = z.number().int().nonnegative();
/** As `StoredStep`: the same bytes come out that went in. */
const storedStepSchema = z.strictObject({
  text: z.string(),
  finish: stepFinishSchema,
  statistics: tokenStatisticsSchema.optional(),
  inputTokens: count,
  outputTokens: count,
  seconds: z.number().nonnegative(),
  value: z.number().optional(),
  valuedTokens: count.optional(),
});

export function storedStepText(step: StoredStep): string {
  return JSON.stringify(step);
}

/** @throws ValidationError for a text that is no step */
export function readStoredStep(text: string): StoredStep {
  return checkStoredStep(JSON.parse(text));
}

/** @throws ValidationError for a value that is no step */
export function checkStoredStep(value: unknown): StoredStep {
  const parsed = storedStepSchema.safeParse(value);
  // The value itself, not the parser's copy of it, which may have its keys in another order.
  if (parsed.success) return value as StoredStep;
  const issue = parsed.error.issues[0];
  throw new ValidationError({
    message: `A step in the queue does not fit its schema at ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
    nextStep: 'Use the same version of roro everywhere, and a Redis that nothing else writes these keys in.',
  });
}
