import { type AnswerTree, distinctSteps, distinctSweepSteps, type Ways } from './answer-tree.js';
import type { ScaleSetting } from './scale-setting.js';

/** Calls of each model. */
export interface ModelCalls {
  small: number;
  large: number;
}

export interface StageCalls extends ModelCalls {
  /** Of the small model's, those that the large one reads before it writes: not the drafts that it replaces, nor what ends an answer. */
  read: number;
}

export interface ScaleStage {
  stage: string;
  rollouts: number;
  /** Steps asked for: the calls of a study that generates every rollout anew. */
  requested: StageCalls;
  /** Distinct steps: the calls of a study with a step store. */
  generated: StageCalls;
}

/** What the models' steps say: how often rollouts come by the same prefix. */
export interface StepTexts {
  /** Where one model writes alone. */
  alone: AnswerTree['texts'];
  /** Under routing that gives the large model this share of the steps. */
  mixed(largeShare: number): AnswerTree['texts'];
}

/** Of models whose texts never come out the same. Steps of dozens of sampled tokens are such texts; a line of arithmetic is not. */
export function distinctTexts(draws: number): StepTexts {
  return {
    alone: [
      { count: draws, share: 1 },
      { count: 1, share: 0 },
    ],
    mixed: (largeShare) => [
      { count: draws, share: 1 - largeShare },
      { count: draws, share: largeShare },
    ],
  };
}

/** Steps of an answer: of each model alone, and of one that both write. */
interface AnswerSteps {
  small: number;
  large: number;
  mixed(largeShare: number): number;
}

/** The stages of a study in their order, and the calls that each takes. */
export function scaleStages(setting: ScaleSetting, texts: StepTexts): ScaleStage[] {
  const small = setting.small.answerTokens / setting.stepTokens;
  const large = setting.large.answerTokens / setting.stepTokens;
  const steps: AnswerSteps = { small, large, mixed: (share) => (1 - share) * small + share * large };
  return [endStage, criticalStage, draftedStage, diverseStage, trainStage, benchStage].map((stage) =>
    stage(setting, texts, steps),
  );
}

/** Steps of one model in mixed answers that so many rollouts of a query have to generate, each of which asks it for this share of its steps. */
function mixedCalls(
  { samplesPerNode }: ScaleSetting,
  { mixed }: StepTexts,
  steps: AnswerSteps,
  { largeShare, asked }: { largeShare: number; asked: number },
): (rollouts: number) => number {
  const calls: Ways[] = [{ count: samplesPerNode, share: asked }];
  const tree = { texts: mixed(largeShare), calls, steps: steps.mixed(largeShare) };
  return (rollouts) => distinctSteps(tree, rollouts);
}

/** Steps of both models, of which one writes each. */
function mixedDistinct(
  setting: ScaleSetting,
  texts: StepTexts,
  steps: AnswerSteps,
  largeShare: number,
): (rollouts: number) => number {
  const small = mixedCalls(setting, texts, steps, { largeShare, asked: 1 - largeShare });
  const large = mixedCalls(setting, texts, steps, { largeShare, asked: largeShare });
  return (rollouts) => small(rollouts) + large(rollouts);
}

function endStage(
  { collect, samplesPerNode }: ScaleSetting,
  { alone }: StepTexts,
  steps: AnswerSteps,
): ScaleStage {
  const { queries, endSamples } = collect;
  const calls = [{ count: samplesPerNode, share: 1 }];
  const distinct = (own: number): number =>
    queries * distinctSteps({ texts: alone, calls, steps: own }, endSamples);
  return {
    stage: 'collect: each model alone',
    rollouts: 2 * queries * endSamples,
    requested: {
      small: queries * endSamples * steps.small,
      large: queries * endSamples * steps.large,
      read: 0,
    },
    generated: { small: distinct(steps.small), large: distinct(steps.large), read: 0 },
  };
}

/**
 * An answer of the large model is kept up to each of its T steps in turn, and the small model finishes from there: 1 + 2 + … + T steps
 * are written, by a few samples each. Finishes share with each other no less than rollouts that route at random would. What is kept is
 * there; the critical steps that the large model writes are too few to count.
 */
function criticalStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { queries, searchedShare, criticalSamples, endSamples } = setting.collect;
  const searched = queries * searchedShare;
  const length = Math.round(steps.large);
  const calls = [{ count: setting.samplesPerNode, share: 1 }];
  let finishes = 0;
  for (let back = 1; back <= length; back++) {
    finishes += distinctSteps({ texts: texts.alone, calls, steps: back }, criticalSamples);
  }
  const distinct = mixedDistinct(setting, texts, steps, 0.5);
  const before = 2 * endSamples;
  const atRandom = distinct(before + criticalSamples * length) - distinct(before);
  const finished = (criticalSamples * length * (length + 1)) / 2;
  return {
    stage: 'collect: critical steps',
    rollouts: searched * criticalSamples * length,
    requested: {
      small: searched * finished,
      large: searched * (criticalSamples * length * length - finished),
      read: 0,
    },
    generated: { small: searched * Math.min(finishes, atRandom), large: 0, read: 0 },
  };
}

/**
 * The small model drafts each step of an answer of the large one, which writes it again. Rollouts of a number draw alike, and the models
 * alone take turns: every second of these rollouts is an answer that is there, the first of them the one that critical steps are searched
 * for on, where the finish of the same number, if there is one, has asked for its drafts. Two bounds for the drafts, the smaller holds:
 * those under such answers alone, and routing answers of that length at random, where a step that both models write counts as two.
 */
function draftedStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { queries, searchedShare, criticalSamples, endSamples } = setting.collect;
  const calls = [{ count: setting.samplesPerNode, share: 1 }];
  const alone = (answers: number): number =>
    distinctSteps({ texts: texts.alone, calls, steps: steps.large }, answers);
  const along = { ...steps, mixed: () => steps.large };
  const random = mixedCalls(setting, texts, along, { largeShare: 0.5, asked: 0.5 });
  /** Drafts under further answers, beside those under so many others. */
  const drafts = (answers: number, others: number): number => {
    const [before, after] = [2 * (endSamples + others), 2 * (endSamples + others + answers)] as const;
    return Math.min(alone(others + answers) - alone(others), random(after) - random(before));
  };
  const isSearched = Math.min(endSamples, criticalSamples) >= 2;
  const rollouts = queries * endSamples;
  return {
    stage: 'collect: drafts under the large model',
    rollouts,
    requested: { small: rollouts * steps.large, large: rollouts * steps.large, read: 0 },
    generated: {
      small:
        queries *
        ((1 - searchedShare) * drafts(endSamples, 0) +
          searchedShare * drafts(isSearched ? endSamples - 1 : endSamples, 1)),
      large: queries * (alone(2 * endSamples - Math.floor(endSamples / 2)) - alone(endSamples)),
      read: 0,
    },
  };
}

/**
 * Behaviour policies escalate from never to always: half of the steps, or of the drafts of those that review. They go where the stages
 * before them have been.
 */
function diverseStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { queries, searchedShare, criticalSamples, diverseQueries, endSamples, behaviours, reviewing } =
    setting.collect;
  const searched = Math.min(1, (searchedShare * queries) / diverseQueries);
  const before = 3 * endSamples;
  const fresh = (asked: number): number => {
    const distinct = mixedCalls(setting, texts, steps, { largeShare: 0.5, asked });
    const added = (rollouts: number): number => distinct(rollouts + behaviours) - distinct(rollouts);
    const found = added(before + criticalSamples * Math.round(steps.large));
    return diverseQueries * ((1 - searched) * added(before) + searched * found);
  };
  // One that reviews asks the small model for every step, the others for half of them.
  const drafting = behaviours === 0 ? 0 : (behaviours + reviewing) / (2 * behaviours);
  const rollouts = diverseQueries * behaviours;
  const length = rollouts * steps.mixed(0.5);
  const half = fresh(0.5);
  return {
    stage: 'collect: behaviour policies',
    rollouts,
    requested: { small: length * drafting, large: length / 2, read: length / 2 },
    generated: { small: fresh(drafting), large: half, read: half },
  };
}

/** Groups of an update go over all training queries again and again, in review: each step is drafted, and some are written again. */
function trainStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { seeds, updates, groupsPerUpdate, groupSize, largeShare } = setting.train;
  const { queries, endSamples } = setting.collect;
  // One rollout a query shows how the policy's inputs are spread.
  const rollouts = seeds * (queries + updates * groupsPerUpdate * groupSize);
  const [before, after] = [2 * endSamples, 2 * endSamples + rollouts / queries] as const;
  const distinct = mixedDistinct(setting, texts, steps, largeShare);
  const all = mixedCalls(setting, texts, steps, { largeShare, asked: 1 });
  const accepted = mixedCalls(setting, texts, steps, { largeShare, asked: 1 - largeShare });
  // Drafts that all of their rollouts rejected are no steps of an answer.
  const rejected = (count: number): number => all(count) - accepted(count);
  const kept = queries * (distinct(after) - distinct(before));
  const length = rollouts * steps.mixed(largeShare);
  return {
    stage: 'train a router',
    rollouts,
    requested: { small: length, large: length * largeShare, read: length * (1 - largeShare) },
    generated: {
      small: kept * (1 - largeShare) + queries * (rejected(after) - rejected(before)),
      large: kept * largeShare,
      read: kept * (1 - largeShare),
    },
  };
}

/**
 * Every router at every knob and seed. Two bounds, the smaller holds: routing at random, whose tree short answers of few words fill, and
 * thresholds that part neighbouring knobs now and then, which long answers live on. Seeds draw at every node, so they are soon apart
 * where there is more than one draw. Routers of both modes: half of what the large model writes replaces a draft.
 */
function benchStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { queries, routers, knobs, seeds, largeShare } = setting.bench;
  const length = steps.mixed(largeShare);
  const rollouts = routers * knobs * seeds;
  const sweeps = routers * (setting.samplesPerNode > 1 ? seeds : 1) * distinctSweepSteps(knobs, length);
  const atRandom = mixedDistinct(setting, texts, steps, largeShare)(rollouts);
  const split = (count: number): StageCalls => ({
    small: count * (1 - largeShare / 2),
    large: count * largeShare,
    read: count * (1 - largeShare),
  });
  return {
    stage: 'measure all routers',
    rollouts: queries * rollouts,
    requested: split(queries * rollouts * length),
    generated: split(queries * Math.min(sweeps, atRandom)),
  };
}
