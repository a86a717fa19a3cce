import { z } from 'zod';

/** An estimate with its 95 % bootstrap interval over queries and seeds. */
export const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof intervalSchema>;

/** One point of an accuracy–cost curve, averaged over queries and seeds (test split). */
export const curvePointSchema = z.object({
  /** Threshold, rate or λ; null for a router that is a single point. */
  knob: z.number().nullable(),
  /** Share of queries answered correctly, range [0, 1]. */
  accuracy: z.number().min(0).max(1),
  /** Mean cost divided by the mean cost of the dearest model alone on the same queries; 1 = LRM-only. */
  costShare: z.number().nonnegative(),
  /** Share of generated tokens that the dearest model wrote, range [0, 1]. */
  largeTokenShare: z.number().min(0).max(1),
  /** Model calls per query, drafts and probes included. */
  callsPerQuery: z.number().nonnegative(),
});
export type CurvePoint = z.infer<typeof curvePointSchema>;

/** Accuracy at 20, 40 and 60 % of the LRM-only cost (METHOD § 7), range [0, 1]. */
export const budgetedAccuracySchema = z.object({
  '20': intervalSchema,
  '40': intervalSchema,
  '60': intervalSchema,
});
export type BudgetedAccuracy = z.infer<typeof budgetedAccuracySchema>;

export const routerResultSchema = z.object({
  router: z.string(),
  seeds: z.array(z.number().int()).min(1),
  points: z.array(curvePointSchema).min(1),
  budgetedAccuracy: budgetedAccuracySchema,
  /**
   * Further figures by name (`APGR`, `CPT@50`, …: docs/metrics); one that has no meaning here is not among them. Absent in
   * results that were made before there were any.
   */
  metrics: z.record(z.string(), intervalSchema).optional(),
  /**
   * What training the router took, mean over its seeds: rollouts, and distinct steps generated for them, those of the
   * reward model's data included. Absent for routers that are not trained.
   */
  budget: z.object({ rollouts: z.number().int(), calls: z.number().int() }).optional(),
});
export type RouterResult = z.infer<typeof routerResultSchema>;

/**
 * Paired difference of a mean budgeted accuracy, `router` minus `baseline`, over `benchmarks` of one setting or, where
 * `setting` is `all`, of every setting.
 */
export const comparisonSchema = z.object({
  setting: z.string(),
  metric: z.string(),
  benchmarks: z.array(z.string()),
  router: z.string(),
  baseline: z.string(),
  difference: intervalSchema,
  /** Two-sided bootstrap p-value of no difference, range (0, 1]; absent in results that were made before it was computed. */
  pValue: z.number().gt(0).max(1).optional(),
  /** The same, adjusted (Holm) for all comparisons of this router by this metric: baselines and settings. */
  adjustedPValue: z.number().gt(0).max(1).optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const share = z.number().min(0).max(1);

/**
 * What a policy could do after some updates of its training, on validation queries: one method, setting and seed. Its
 * knobs are chosen on one half of the queries and read on the other, and the other way round.
 */
export const learningCurveRecordSchema = z.object({
  method: z.string(),
  setting: z.string(),
  seed: z.number().int(),
  /** Updates done; 0 is the policy before training. */
  update: z.number().int().nonnegative(),
  /** Spent by then: rollouts, and distinct steps generated for them, those of the collection included where it is used. */
  rollouts: z.number().int().nonnegative(),
  calls: z.number().int().nonnegative(),
  /** At 20, 40 and 60 % of the LRM-only cost, mean over the benchmarks, range [0, 1]. */
  budgetedAccuracy: z.object({ '20': share, '40': share, '60': share }),
});
export type LearningCurveRecord = z.infer<typeof learningCurveRecordSchema>;

/** How often a reward model puts the chosen side of held-out preference pairs first, mean over settings and seeds. */
export const rewardModelResultSchema = z.object({
  /** `roro`, or the ablation. */
  reward: z.string(),
  /** Distinct pairs by reason, over the settings. */
  pairs: z.object({ outcome: z.number().int(), cost: z.number().int(), process: z.number().int() }),
  /**
   * With 95 % Wilson intervals for that many pairs; pairs of one query and verdicts of several seeds are not independent.
   * Absent where there is no pair.
   */
  accuracy: z.object({
    all: intervalSchema.optional(),
    outcome: intervalSchema.optional(),
    cost: intervalSchema.optional(),
    process: intervalSchema.optional(),
  }),
  /** Distinct rubrics per query, and bits between what rubrics say of a line and its operation. */
  distinctRubrics: share.optional(),
  mutualInformation: z.number().nonnegative().optional(),
});
export type RewardModelResult = z.infer<typeof rewardModelResultSchema>;

/** `results.json`, version 1. */
export const resultsSchema = z.object({
  version: z.literal(1),
  /** Run id. */
  run: z.string(),
  settings: z.array(
    z.object({
      setting: z.string(),
      /** Model ids from the cheapest to the dearest. */
      pool: z.array(z.string()).min(1),
      /** What a reader must know of the pool's figures (`ModelPool.note`). */
      note: z.string().optional(),
      benchmarks: z.array(
        z.object({
          benchmark: z.string(),
          queries: z.number().int().positive(),
          routers: z.array(routerResultSchema),
        }),
      ),
    }),
  ),
  comparisons: z.array(comparisonSchema).optional(),
  /** How the learned routers came to be what they are; absent where it was not measured. */
  learningCurves: z.array(learningCurveRecordSchema).optional(),
  /** How good the reward models are that routers were trained with; in results of the study. */
  rewardModels: z.array(rewardModelResultSchema).optional(),
});
export type Results = z.infer<typeof resultsSchema>;
