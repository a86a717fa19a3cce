import { z } from 'zod';

/** What is kept of an error: what decides whether to try again, and its text without credentials. */
export const recordedErrorSchema = z.strictObject({
  name: z.string(),
  message: z.string(),
  isRetryable: z.boolean(),
  /** HTTP status of the answer, where there was one. */
  statusCode: z.int().optional(),
  /** The `Retry-After` header of that answer. */
  retryAfter: z.string().optional(),
});
export type RecordedError = z.infer<typeof recordedErrorSchema>;

export const callOutcomeSchema = z.strictObject({
  /**
   * The answer as tagged JSON (`encodeValue`): the result of `doGenerate`, the parts of a stream as far as they came, a
   * `StepScore`.
   */
  response: z.unknown().optional(),
  /** Why there is no answer; beside the parts of a stream: why it broke off. */
  error: recordedErrorSchema.optional(),
  /** The caller of a stream wanted no more of it. */
  cancelled: z.literal(true).optional(),
  /** Duration of the call; of a stream, until its `finish` part. */
  seconds: z.number().nonnegative(),
  /** For each part of a stream, seconds from the call to the part. */
  streamTimings: z.array(z.number().nonnegative()).optional(),
});
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

export const callKindSchema = z.enum(['generate', 'stream', 'score']);
export type CallKind = z.infer<typeof callKindSchema>;

export const upstreamCallSchema = z.strictObject({
  /** SHA-256 of the canonical JSON of provider, model id, kind and request, hexadecimal. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  kind: callKindSchema,
  model: z.strictObject({ provider: z.string(), modelId: z.string() }),
  /** All that the answer depends on, as tagged JSON: the prompt in the clear, no header, no credential. */
  request: z.record(z.string(), z.unknown()),
});
export type UpstreamCall = z.infer<typeof upstreamCallSchema>;

/** One call of an upstream model and what came of it: a JSONL record. */
export const callRecordSchema = z
  .strictObject({
    version: z.literal(1),
    ...upstreamCallSchema.shape,
    /** Tells calls of one key apart: 0, 1, … in the order in which they began; a call that was aborted leaves a gap. */
    sequence: z.int().nonnegative(),
    ...callOutcomeSchema.shape,
  })
  .refine(({ response, error }) => response !== undefined || error !== undefined, {
    message: 'a response or an error must be present',
  });
export type CallRecord = z.infer<typeof callRecordSchema>;
