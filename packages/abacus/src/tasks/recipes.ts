import type { Mix } from './trace.js';

/** Architecture of a model. */
export interface ModelShape {
  /** `abacus-a`: LayerNorm, column embedding, ALiBi. `abacus-b`: RMSNorm, ALiBi, gated MLP, no biases. */
  family: 'abacus-a' | 'abacus-b';
  width: number;
  layers: number;
  heads: number;
  /** Hidden units of the MLP. */
  hidden: number;
}

/** How any model is trained. */
export interface TrainingSchedule {
  shape: ModelShape;
  /**
   * Updates, in order, with the traces of each (`batch`) and the number of operations to work out (both included). Short chains first, so that
   * arithmetic is learned before bookkeeping: several times cheaper than long ones from the start.
   */
  phases: readonly { steps: number; batch: number; length: readonly [number, number] }[];
  warmupSteps: number;
  /** Peak; falls to a tenth along a cosine. */
  learningRate: number;
  seed: number;
}

/** How a shipped reasoning model is trained. */
export interface TrainingRecipe extends TrainingSchedule {
  mix: Mix;
}

/**
 * How the shipped process reward model is trained: further, from a reasoning model, on answers that models wrote to
 * training questions and on the verdicts of the step verifier (Lightman et al. 2305.20050). After a line it writes `+` or `-`.
 */
export interface RewardModelRecipe extends TrainingSchedule {
  /** The model whose parameters it starts from. */
  start: ShippedModel;
  /** Answers to train on. */
  answers: number;
  /** How often each model writes a line. Half of the answers are the first one's alone. */
  writers: Partial<Record<ShippedModel, number>>;
  temperature: number;
}

export type ShippedModel = 'srm' | 'mrm' | 'lrm' | 'lrm-cross';

const benchmarks = { sums: 0.25, mixed: 0.35, modular: 0.27, word: 0.13 } as const;

/** Recipes of the models in `weights/`. */
export const RECIPES: Record<ShippedModel, TrainingRecipe> = {
  srm: {
    shape: { family: 'abacus-a', width: 32, layers: 2, heads: 4, hidden: 128 },
    mix: {
      benchmarks,
      flaws: {
        smallerFromLarger: 0.55,
        lostCarry: 0.5,
        neighbouringEntry: 0.5,
        neighbouringQuotient: 0.45,
        lowMultiple: 0.8,
        leftToRight: 0.65,
        hardCarry: 0.1,
        hardMultiple: 0.15,
      },
      corrected: 0.06,
      slips: 0.02,
      surplus: 0.4,
    },
    phases: [
      { steps: 960, batch: 32, length: [1, 1] },
      { steps: 8640, batch: 16, length: [1, 6] },
    ],
    warmupSteps: 100,
    learningRate: 5e-3,
    seed: 7,
  },
  mrm: {
    shape: { family: 'abacus-a', width: 48, layers: 3, heads: 4, hidden: 192 },
    mix: {
      benchmarks,
      flaws: {
        neighbouringEntry: 0.4,
        neighbouringQuotient: 0.4,
        lowMultiple: 0.7,
        leftToRight: 0.3,
        hardBorrow: 0.2,
        hardCarry: 0.2,
      },
      corrected: 0.2,
      slips: 0.06,
      surplus: 0.4,
    },
    phases: [
      { steps: 960, batch: 32, length: [1, 1] },
      { steps: 7680, batch: 16, length: [1, 6] },
    ],
    warmupSteps: 100,
    learningRate: 3e-3,
    seed: 9,
  },
  lrm: {
    shape: { family: 'abacus-a', width: 80, layers: 3, heads: 4, hidden: 320 },
    mix: {
      benchmarks,
      flaws: { hardCarry: 0.2, hardMultiple: 0.25 },
      corrected: 0.3,
      slips: 0.08,
      surplus: 0.4,
    },
    phases: [
      { steps: 960, batch: 32, length: [1, 1] },
      { steps: 5760, batch: 16, length: [1, 6] },
    ],
    warmupSteps: 100,
    learningRate: 3e-3,
    seed: 2,
  },
  'lrm-cross': {
    shape: { family: 'abacus-b', width: 80, layers: 3, heads: 4, hidden: 216 },
    mix: {
      benchmarks: { sums: 0.3, mixed: 0.32, modular: 0.25, word: 0.13 },
      flaws: { hardBorrow: 0.2, hardQuotient: 0.2 },
      corrected: 0.3,
      slips: 0.08,
      surplus: 0.4,
    },
    phases: [
      { steps: 480, batch: 32, length: [1, 1] },
      { steps: 5760, batch: 16, length: [1, 6] },
    ],
    warmupSteps: 100,
    learningRate: 3e-3,
    seed: 3,
  },
};

/** Recipe of `weights/prm.safetensors`. */
export const REWARD_MODEL_RECIPE: RewardModelRecipe = {
  shape: RECIPES.srm.shape,
  start: 'srm',
  answers: 24_000,
  writers: { srm: 0.55, mrm: 0.15, lrm: 0.15, 'lrm-cross': 0.15 },
  temperature: 0.7,
  phases: [{ steps: 4000, batch: 32, length: [1, 6] }],
  warmupSteps: 50,
  learningRate: 3e-3,
  seed: 11,
};
