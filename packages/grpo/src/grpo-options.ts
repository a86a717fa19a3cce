import { ConfigurationError } from '@roro/core';
import { z } from 'zod';
import { aggregations } from './aggregation.js';
import { credits } from './credit.js';
import { variantRules, variants } from './variant.js';

/** Every option with its default. The cures of the collapse (docs/method.md § 9) are on. */
export const grpoOptionsSchema = z.strictObject({
  seed: z.number().int().nonnegative().default(1),
  updates: z.number().int().positive().default(60),
  /** Passes over the decisions of one update. */
  epochs: z.number().int().positive().default(3),
  /** Decisions per gradient step; rollouts stay whole, so that it is the most, save for one that is longer. */
  minibatch: z.number().int().positive().default(512),
  /** Peak of a warm-up (5 % of the updates) and a cosine down to 10 %. */
  learningRate: z.number().positive().default(3e-3),
  /** How advantages, ratios and means are made: `variantRules`. */
  variant: z.enum(variants).default('grpo'),
  /** C of `dr_grpo`: by how many decisions every rollout is divided, whatever its length. */
  constantLength: z.number().positive().default(16),
  /** How outcome and process become one advantage. */
  aggregation: z.enum(aggregations).default('decoupled'),
  /** β: weight of the process reward. */
  processWeight: z.number().nonnegative().default(0),
  /** Process score of the rollout, or rewards of its steps. */
  credit: z.enum(credits).default('trajectory'),
  /** γ of credit `step` and of `ppo`: how much of what follows a decision is credited with. */
  discount: z.number().min(0).max(1).default(1),
  /** λ of the advantages of `ppo` (`generalisedAdvantages`). */
  gaeLambda: z.number().min(0).max(1).default(0.95),
  /** Of the ratio of a decision, or of a rollout with `gspo` (whose paper takes 3e-4 and 4e-4 for long texts). */
  clipLow: z.number().positive().default(0.2),
  clipHigh: z.number().positive().default(0.28),
  /** Weight of KL(π ‖ initial policy), default 0: the initial policy is no good place to stay, unless warmed up. */
  klCoefficient: z.number().nonnegative().default(0),
  /** Nats; log 2 = 0.69 is the most two actions can have. */
  entropyFloor: z.number().nonnegative().default(0.15),
  entropyCoefficient: z.number().nonnegative().default(0.02),
  /**
   * Leave out groups without a correct rollout: all that they reward is cheapness. Default true; with `ppo` false, since its
   * groups may hold one rollout, and a critic that only sees correct ones never learns what a mistake costs.
   */
  dropAllWrong: z.boolean().optional(),
  /** Updates between two checkpoints. */
  checkpointEvery: z.number().int().positive().default(20),
  /**
   * What the checkpoints belong to beside these options, such as a hash of the data's configuration, a method and a setting;
   * one that belongs to something else is refused. Default nothing.
   */
  checkpointOf: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type GrpoOptions = Required<z.infer<typeof grpoOptionsSchema>>;
export type GrpoOptionsInput = z.input<typeof grpoOptionsSchema>;

/** Fills in defaults. @throws ZodError for an unknown or wrong option, ConfigurationError for two that exclude each other */
export function parseGrpoOptions(input: GrpoOptionsInput): GrpoOptions {
  const options = grpoOptionsSchema.parse(input);
  const { variant, klCoefficient, processWeight, dropAllWrong = variant !== 'ppo' } = options;
  if (klCoefficient > 0 && !variantRules[variant].allowsKl) {
    throw new ConfigurationError({
      message: `Expected klCoefficient 0 with variant "${variant}", which has no KL; found ${klCoefficient}.`,
      nextStep: 'Set klCoefficient to 0, or take another variant.',
    });
  }
  if (processWeight > 0 && variant === 'ppo') {
    throw new ConfigurationError({
      message: `Expected processWeight 0 with variant "ppo", whose critic predicts the outcome alone; found ${processWeight}.`,
      nextStep: 'Set processWeight to 0, or take another variant.',
    });
  }
  return { ...options, dropAllWrong };
}
