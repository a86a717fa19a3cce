import type { CriterionDefinition, PoolMember } from '@roro/core';
import { z } from 'zod';
import { poolMemberSchema } from '../pool-member-schema.js';

const count = z.number().int().positive();

/** A model that plays a role. The `config.json` of a run describes it by its name and provider. */
const roleModelSchema = z.custom<PoolMember>(
  (value) =>
    poolMemberSchema.safeParse(value).success ||
    (typeof value === 'object' && value !== null && 'modelId' in value && 'provider' in value),
  'expected a model such as openaiCompatible() gives, or { model } with an AI SDK model',
);

/** A criterion made in code. The `config.json` of a run describes it by its id and the hash of its code. */
const criterionDefinitionSchema = z.custom<CriterionDefinition>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    (('levels' in value && typeof value.levels === 'function') || 'contentHash' in value),
  'expected a CriterionDefinition: { id, axis, kind, scope, levels, measure }',
);

/** Key `reward` of `roro.config.ts`. */
export const rewardConfigSchema = z.strictObject({
  /** Preference pairs kept per query and reason. */
  pairsPerReason: count.default(6),
  /** Rounds of the alternation: Judge first, then Rubricor. */
  rounds: count.default(2),
  judgeUpdates: count.default(24),
  rubricorUpdates: count.default(5),
  /** A criterion stays only if its verdict correlates more than this with the preference. */
  leastCorrelation: z.number().min(-1).max(1).default(0.2),
  /** Criteria that the learned Rubricor may use beside those that ship, default none. */
  criteria: z.array(criterionDefinitionSchema).min(1).optional(),
  /**
   * Language models that play Rubricor and Judge, default none: small networks learn both in process. With them
   * `judgeUpdates` and `rubricorUpdates` have no effect: a phase tries prompts.
   */
  languageModels: z
    .strictObject({
      rubricor: roleModelSchema,
      judge: roleModelSchema,
      /** Writes better prompts from failures, default the rubricor. */
      proposer: roleModelSchema.optional(),
      /** Prompts that are tried in a phase. */
      candidates: count.default(3),
      /** Pairs at most, reasons balanced: whose failures are shown, that choose among prompts, that are reported. */
      pairs: z
        .strictObject({
          train: count.default(40),
          validation: count.default(60),
          test: count.default(100),
        })
        .prefault({}),
      /** Where p(true) of a criterion comes from; `auto`: log-probabilities where the judge gives them, else sampling. */
      probabilities: z.enum(['auto', 'log-probabilities', 'sampling']).default('auto'),
      /** Answers per judgement, for sampling only. */
      samples: count.default(5),
    })
    .optional(),
});

export type RewardConfig = z.infer<typeof rewardConfigSchema>;
