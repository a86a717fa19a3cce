import { behavioursPerQuery } from '../behaviours.js';
import { reviewingBehaviours } from './reviewing-behaviours.js';

/** What an answer of one model takes, and what it runs on. */
export interface ScaleModel {
  /** One of `modelShapes`. */
  shape: string;
  /** Tokens of an answer that it writes alone. */
  answerTokens: number;
}

/** A study, from the collection to the measured routers. */
export interface ScaleSetting {
  small: ScaleModel;
  large: ScaleModel;
  /** Tokens of a step. */
  stepTokens: number;
  /** Tokens of a question with its instructions. */
  questionTokens: number;
  /** Draws of a model at one prefix (`generation.samplesPerNode`): rollouts and seeds draw among them. */
  samplesPerNode: number;
  collect: {
    queries: number;
    /** Answers of each model alone, and of the large one over drafts of the small one. */
    endSamples: number;
    /** Queries that are rolled out by all behaviour policies. */
    diverseQueries: number;
    behaviours: number;
    /** Behaviour policies among them that review drafts; the others assign. */
    reviewing: number;
    /** Share of the queries that only the large model gets right: their critical steps are searched for. */
    searchedShare: number;
    criticalSamples: number;
  };
  /** Learned routers review drafts. */
  train: {
    seeds: number;
    updates: number;
    groupsPerUpdate: number;
    groupSize: number;
    /** Share of the drafts that the large model writes again, mean over the training. */
    largeShare: number;
  };
  bench: {
    /** Validation and test questions of all benchmarks. */
    queries: number;
    routers: number;
    knobs: number;
    seeds: number;
    /** As above, mean over the knobs and over routers of both modes. */
    largeShare: number;
  };
}

/**
 * The setting of the paper as far as it is known, Qwen3-1.7B and Qwen3-14B, thresholds swept by 0.05, three runs
 * (arXiv 2605.29310; EcoTab 2605.29319), with what nobody published filled in by us: docs/plan-at-scale.md says what is whose.
 */
export const paperSetting: ScaleSetting = {
  small: { shape: 'qwen3-1.7b', answerTokens: 8000 },
  large: { shape: 'qwen3-14b', answerTokens: 7000 },
  stepTokens: 60,
  questionTokens: 250,
  samplesPerNode: 2,
  collect: {
    queries: 2000,
    endSamples: 2,
    diverseQueries: 1600,
    behaviours: behavioursPerQuery,
    reviewing: reviewingBehaviours,
    searchedShare: 0.25,
    criticalSamples: 3,
  },
  train: { seeds: 3, updates: 100, groupsPerUpdate: 24, groupSize: 8, largeShare: 0.5 },
  // MATH-500, AIME 2025, 500 of OmniMath, GSM8K, GPQA Diamond, and 500 to choose knobs on.
  bench: { queries: 500 + 30 + 500 + 1319 + 198 + 500, routers: 11, knobs: 21, seeds: 3, largeShare: 0.5 },
};
