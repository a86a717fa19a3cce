import { z } from 'zod';
import { roleUsageSchema } from './language-models/role-usage.js';

const share = z.number().min(0).max(1);
const accuraciesSchema = z.object({
  all: share.optional(),
  outcome: share.optional(),
  cost: share.optional(),
  process: share.optional(),
});
const promptSchema = z.object({ version: z.string(), text: z.string() });

/** What is to be said of Rubricor and Judge where language models play them. */
const languageModelsSchema = z.object({
  /** Those of the trained roles. */
  prompts: z.object({ rubricor: promptSchema, judge: promptSchema }),
  /** Texts of criteria that are left out of rubrics, the best ones first. */
  dropped: z.array(z.string()),
  /** Every prompt that was tried, with the share of validation pairs that it judges right. */
  trials: z.array(
    z.object({
      round: z.number().int().positive(),
      role: z.enum(['judge', 'rubricor']),
      /** 0 is the prompt that the phase began with. */
      candidate: z.number().int().nonnegative(),
      version: z.string().optional(),
      accuracy: share.optional(),
      accepted: z.boolean(),
      failure: z.string().optional(),
    }),
  ),
  /** To which criteria statistical validation applies. */
  validation: z.string(),
  /** Of the whole alternation, interruptions included. */
  usage: z.object({ rubricor: roleUsageSchema, judge: roleUsageSchema, proposer: roleUsageSchema }),
});

/** `report.json` of a reward model: how it was trained and how good it is on held-out pairs. */
export const rewardReportSchema = z.object({
  version: z.literal(1),
  setting: z.string(),
  reward: z.string(),
  seed: z.number().int(),
  /** Pair accuracies after every stage; `test` pairs are of queries that nothing was trained or chosen on. */
  stages: z.array(
    z.object({
      round: z.number().int().nonnegative(),
      stage: z.enum(['warm-up', 'judge', 'rubricor', 'validation']),
      validation: accuraciesSchema,
      test: accuraciesSchema,
    }),
  ),
  /** Test pairs by reason. */
  testPairs: z.object({ outcome: z.number(), cost: z.number(), process: z.number() }),
  /** What validation found of each definition of the bank, or of each free text that recurs. */
  criteria: z.array(
    z.object({
      definition: z.string(),
      count: z.number(),
      deviation: z.number(),
      correlation: z.number().optional(),
      kept: z.boolean(),
      reason: z.string(),
    }),
  ),
  /** On the queries of the test pairs. */
  rubrics: z
    .object({
      distinctShare: share,
      /** Bits between what a rubric says of a line and the line's operation; absent for free text. */
      mutualInformation: z.number().nonnegative().optional(),
      shapeEntropy: z.number().nonnegative().optional(),
      examples: z.array(z.object({ prompt: z.string(), criteria: z.array(z.string()) })),
    })
    .optional(),
  /** Absent where Rubricor and Judge are the learned ones. */
  languageModels: languageModelsSchema.optional(),
});
export type RewardReport = z.infer<typeof rewardReportSchema>;
