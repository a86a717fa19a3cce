import { intervalSchema } from '@roro/core';
import { z } from 'zod';
import { calibrationTargetSchema } from './calibration-target.js';

/** Name of the line over the queries of all benchmarks together. */
export const allBenchmarks = 'all';

/** What was chosen on validation queries, and what it came to on test queries. */
const chosenSchema = z.object({
  /** The router, or a single model (`srm-only`, `lrm-only`) where that meets the target better than the router. */
  router: z.string(),
  /** Null for a single model and for a router without a knob. */
  knob: z.number().nullable(),
  /** `value` is in the unit of the target: a share of the dearest model alone, or money per query. */
  validation: z.object({ value: z.number(), accuracy: z.number(), costShare: z.number() }),
  test: z.object({ value: intervalSchema, accuracy: intervalSchema, costShare: intervalSchema }),
});

/** One setting and benchmark. */
export const calibrationLineSchema = z.object({
  setting: z.string(),
  /** `all`: the queries of all benchmarks together. */
  benchmark: z.string(),
  queries: z.object({ validation: z.number().int().positive(), test: z.number().int().positive() }),
  /** Of a target of money. */
  currency: z.string().optional(),
  /** Knobs of the router that were measured on validation queries. */
  knobs: z.number().int().nonnegative(),
  /** Absent where even the cheapest point costs more than the target. */
  chosen: chosenSchema.optional(),
  /** Least value on validation, in the unit of the target; only where nothing was chosen. */
  least: z.number().optional(),
});
export type CalibrationLine = z.infer<typeof calibrationLineSchema>;

/** `calibration.json`, version 1: a target against what was realised. */
export const calibrationSchema = z.object({
  version: z.literal(1),
  /** Run id. */
  run: z.string(),
  router: z.string(),
  /** Of the policy, and of the draws. */
  seed: z.number().int(),
  target: calibrationTargetSchema,
  /** Benchmarks of each setting in the order of the configuration, `all` last. */
  lines: z.array(calibrationLineSchema),
});
export type Calibration = z.infer<typeof calibrationSchema>;
