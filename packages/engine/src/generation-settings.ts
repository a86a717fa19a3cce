import { z } from 'zod';

/** How steps are sampled. Every field is part of the address of a stored step: other settings, other steps. */
export const generationSettingsSchema = z.strictObject({
  /** Softmax temperature, range [0, 2], default 0.7. */
  temperature: z.number().min(0).max(2).default(0.7),
  /** Nucleus mass, range (0, 1], default 1. */
  topP: z.number().gt(0).max(1).default(1),
  /**
   * Continuations drawn per (query, prefix, model), ≥ 1, default 1. With 1 the environment of a query is a
   * finite tree; with k, the rollouts of a query spread over k draws at every node.
   */
  samplesPerNode: z.number().int().min(1).default(1),
  /**
   * Seed of the draws themselves, default 0. Runs that share it share their steps, whatever the seeds of the
   * runs; another one grows another, independent tree.
   */
  seed: z.number().int().default(0),
});
export type GenerationSettings = z.infer<typeof generationSettingsSchema>;
