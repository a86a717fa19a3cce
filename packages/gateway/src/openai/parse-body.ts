import type { z } from 'zod';
import { InvalidRequestError } from './invalid-request-error.js';

/** @throws InvalidRequestError that names the field at fault, and not what it holds */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new InvalidRequestError({
    message: `${path === '' ? 'Request body' : path}: ${issue?.message ?? 'invalid'}.`,
    param: path === '' ? null : path,
  });
}
