import type { Quantiles } from './quantiles.js';

/** Cards that serve one model, and share its calls evenly. */
export interface ServedModel {
  cards: number;
  /** Calls at a time on a card; more wait in the order in which they came. */
  sequencesPerCard: number;
  /** Mean seconds of a call while so many are served on a card. */
  callSeconds(sequencesOnCard: number): number;
}

/** Rollouts that workers take from a queue and write step by step. */
export interface QueueSetting {
  seed: number;
  workers: number;
  /** Jobs that a worker has in hand. */
  jobsPerWorker: number;
  jobs: number;
  /** Rollouts of a job, all at once. */
  rolloutsPerJob: number;
  /** A training waits for the jobs of an update before it hands out the next ones. Default: all jobs are there from the beginning. */
  update?: { jobs: number; seconds: number };
  /** Steps of a rollout: mean, and its distribution. */
  steps: number;
  stepsShape: Quantiles;
  /** Rollouts of a job that review drafts; the others assign. */
  reviewing: number;
  /** Share of the steps, or of the drafts, that the large model writes. */
  largeShare: number;
  small: ServedModel;
  large: ServedModel;
  /** Of the duration of a call. */
  durationShape: Quantiles;
  /** Calls that hang until they are given up, and are made again. */
  stalls: { share: number; seconds: number };
  redis: {
    /** Seconds on the network, there and back. */
    roundTrip: number;
    /** Seconds that the server, which does one thing at a time, is busy with a command. */
    command: number;
    /** To take a job, and as many to hand back its result. */
    commandsPerJob: number;
    /** To keep to a limit of calls that all workers share. */
    commandsPerCall: number;
  };
}

export interface SimulatedQueue {
  /** From the first job taken to the last result. */
  seconds: number;
  rollouts: number;
  calls: number;
  rolloutsPerHour: number;
  /** Mean share of what could be in use. */
  busy: { workers: number; small: number; large: number; redis: number };
}
