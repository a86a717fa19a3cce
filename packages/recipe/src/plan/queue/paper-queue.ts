import type { Accelerator } from '../accelerator.js';
import { findModelShape } from '../model-shape.js';
import type { ScaleModel, ScaleSetting } from '../scale-setting.js';
import { secondsPerToken, servingSpeed } from '../serving-speed.js';
import { answerLengths, callDurations } from './measured-distributions.js';
import type { QueueSetting, ServedModel } from './queue-setting.js';

export interface QueueCards {
  accelerator: Accelerator;
  small: number;
  large: number;
}

/** Seconds of a call beside its tokens: the way there and back, and reading what the other model wrote. */
const callOverhead = 0.01;

/**
 * Assumptions, on the slow side of what is published: redis-benchmark answers 70,000 to 120,000 commands a second without pipelining, each
 * of them taken for 20 µs here; half a millisecond on the network of a data centre; ten commands of BullMQ to take a job or end it, and two
 * for a limit of calls that workers share. One call in a thousand hangs until it is given up after a minute.
 */
const assumed = {
  redis: { roundTrip: 0.0005, command: 20e-6, commandsPerJob: 10, commandsPerCall: 2 },
  stalls: { share: 0.001, seconds: 60 },
};

/** A training of the policy itself, on a CPU. */
const updateSeconds = 1;

/** Jobs are the rollouts of one query, and a worker has one in hand. */
export function collectionQueue(setting: ScaleSetting, cards: QueueCards): QueueSetting {
  const { collect, small, large, stepTokens } = setting;
  return {
    seed: 1,
    workers: 1,
    jobsPerWorker: 1,
    jobs: collect.diverseQueries,
    rolloutsPerJob: collect.behaviours,
    steps: (small.answerTokens + large.answerTokens) / 2 / stepTokens,
    stepsShape: answerLengths,
    reviewing: collect.reviewing,
    largeShare: 0.5,
    small: served(setting, small, cards.accelerator, cards.small),
    large: served(setting, large, cards.accelerator, cards.large),
    durationShape: callDurations,
    ...assumed,
  };
}

/** @param unit what a job is: all rollouts of a query in an update, or one rollout */
export function trainingQueue(
  setting: ScaleSetting,
  cards: QueueCards,
  unit: 'group' | 'rollout',
): QueueSetting {
  const { groupsPerUpdate, groupSize, updates, largeShare } = setting.train;
  const rolloutsPerJob = unit === 'group' ? groupSize : 1;
  const perUpdate = unit === 'group' ? groupsPerUpdate : groupsPerUpdate * groupSize;
  return {
    ...collectionQueue(setting, cards),
    jobs: updates * perUpdate,
    rolloutsPerJob,
    reviewing: rolloutsPerJob,
    update: { jobs: perUpdate, seconds: updateSeconds },
    largeShare,
  };
}

function served(
  { questionTokens, stepTokens }: ScaleSetting,
  { shape, answerTokens }: ScaleModel,
  accelerator: Accelerator,
  cards: number,
): ServedModel {
  const model = findModelShape(shape);
  const contextTokens = questionTokens + answerTokens / 2;
  return {
    cards,
    sequencesPerCard: servingSpeed(model, accelerator, contextTokens).sequences,
    callSeconds: (sequences) =>
      callOverhead + stepTokens * secondsPerToken(model, accelerator, { sequences, contextTokens }),
  };
}
