import type { QueryView, Router } from '@roro/core';
import type { SharedDraws } from './shared-draws.js';
import type { StepStore } from './step-store.js';

/** Work on one query as data: all that another process needs to ask the same models for the same steps. */
export type StepTask = RolloutsTask | TreeTask | ScoresTask;

interface TaskBase {
  /** Names the pool and the settings that steps depend on (`engineIdentity`). */
  settings: string;
  query: QueryView;
}

/** Rollouts of the query, which share their prefixes. */
export interface RolloutsTask extends TaskBase {
  type: 'rollouts';
  seed: number;
  rollouts: readonly { sample: number; router: Router; drawsAs?: SharedDraws | undefined }[];
}

/** All routings of the query (`exploreRoutingTree`). */
export interface TreeTask extends TaskBase {
  type: 'tree';
  seed: number;
  sample: number;
  maxNodes: number;
  paths: 'all' | 'ends';
}

/** What a scorer of the pool makes of each step of an answer (`scoreTrajectory`). */
export interface ScoresTask extends TaskBase {
  type: 'scores';
  scorer: string;
  /** Texts, with their delimiters. */
  steps: readonly string[];
}

/** Work that takes its steps from a store, told to the store before it begins. */
export interface StepWork {
  readonly task: StepTask;
  /** Does the work with another store, which need not hold every step. What comes of it is thrown away. */
  rehearse(store: StepStore): Promise<void>;
}
