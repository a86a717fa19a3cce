import { z } from 'zod';

/** What to do when a model or a router misbehaves. Durations in seconds. */
export const failureSettingsSchema = z.strictObject({
  /** Further attempts after a retryable model error, ≥ 0, default 3. */
  retries: z.number().int().min(0).default(3),
  /** Delay before the first retry, ≥ 0, default 0.5; doubles each time up to 30, with a seeded jitter of ±50 %. */
  retryDelay: z.number().min(0).default(0.5),
  /** A model call that takes longer is given up and retried, > 0, default 300. */
  requestTimeout: z.number().positive().max(2_000_000).default(300),
  /** A streamed model call that is silent for longer is given up and retried, > 0, default 60. */
  stallTimeout: z.number().positive().max(2_000_000).default(60),
  /** A routing decision that takes longer is a router failure, > 0, default 60. */
  decisionTimeout: z.number().positive().max(2_000_000).default(60),
  /** Id of the model that takes over a step when the router fails, default the dearest of the pool. */
  fallbackModel: z.string().optional(),
  /**
   * When a model has used up its attempts, another one of the pool writes the step, and the failed one is not asked again
   * for this answer. Default false: the answer fails, so that a study never measures another routing than it names.
   */
  failover: z.boolean().default(false),
});
export type FailureSettings = z.infer<typeof failureSettingsSchema>;
