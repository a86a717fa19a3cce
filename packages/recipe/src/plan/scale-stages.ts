import { type AnswerTree, distinctSteps, distinctSweepSteps, type Ways } from './answer-tree.js';
import type { ScaleSetting } from './scale-setting.js';

/** Calls of each model. */
export interface ModelCalls {
  small: number;
  large: number;
}

export interface ScaleStage {
  stage: string;
  rollouts: number;
  /** Steps asked for: the calls of a study that generates every rollout anew. */
  requested: ModelCalls;
  /** Distinct steps: the calls of a study with a step store. */
  generated: ModelCalls;
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
  return [endStage, criticalStage, diverseStage, trainStage, benchStage].map((stage) =>
    stage(setting, texts, steps),
  );
}

/** Steps of a mixed answer that so many rollouts of a query have to generate. */
function mixedDistinct(
  { samplesPerNode }: ScaleSetting,
  { mixed }: StepTexts,
  steps: AnswerSteps,
  largeShare: number,
): (rollouts: number) => number {
  const calls: Ways[] = [
    { count: samplesPerNode, share: 1 - largeShare },
    { count: samplesPerNode, share: largeShare },
  ];
  const tree = { texts: mixed(largeShare), calls, steps: steps.mixed(largeShare) };
  return (rollouts) => distinctSteps(tree, rollouts);
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
    requested: { small: queries * endSamples * steps.small, large: queries * endSamples * steps.large },
    generated: { small: distinct(steps.small), large: distinct(steps.large) },
  };
}

/**
 * The large model's steps are kept up to each of its T steps in turn, and the small model finishes from there: 1 + 2 + … + T steps are
 * written, by a few samples each. Finishes share with each other no less than rollouts that route at random would.
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
    },
    generated: { small: searched * Math.min(finishes, atRandom), large: 0 },
  };
}

/** Behaviour policies escalate from never to always: half of the steps. They go where the stages before them have been. */
function diverseStage(setting: ScaleSetting, texts: StepTexts, steps: AnswerSteps): ScaleStage {
  const { queries, searchedShare, criticalSamples, diverseQueries, endSamples, behaviours } = setting.collect;
  const rollouts = diverseQueries * behaviours;
  const distinct = mixedDistinct(setting, texts, steps, 0.5);
  const added = (before: number): number => distinct(before + behaviours) - distinct(before);
  const searched = Math.min(1, (searchedShare * queries) / diverseQueries);
  const ends = 2 * endSamples;
  const fresh =
    (1 - searched) * added(ends) + searched * added(ends + criticalSamples * Math.round(steps.large));
  return {
    stage: 'collect: behaviour policies',
    rollouts,
    requested: halves(rollouts * steps.mixed(0.5)),
    generated: halves(diverseQueries * fresh),
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
  const tree = { texts: texts.mixed(largeShare), steps: steps.mixed(largeShare) };
  const drafts = (accepted: number, count: number): number =>
    distinctSteps({ ...tree, calls: [{ count: setting.samplesPerNode, share: accepted }] }, count);
  // Drafts that all of their rollouts rejected are no steps of an answer.
  const rejected = (count: number): number => drafts(1, count) - drafts(1 - largeShare, count);
  const kept = queries * (distinct(after) - distinct(before));
  const length = rollouts * steps.mixed(largeShare);
  return {
    stage: 'train a router',
    rollouts,
    requested: { small: length, large: length * largeShare },
    generated: {
      small: kept * (1 - largeShare) + queries * (rejected(after) - rejected(before)),
      large: kept * largeShare,
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
  const split = (count: number): ModelCalls => ({
    small: count * (1 - largeShare / 2),
    large: count * largeShare,
  });
  return {
    stage: 'measure all routers',
    rollouts: queries * rollouts,
    requested: split(queries * rollouts * length),
    generated: split(queries * Math.min(sweeps, atRandom)),
  };
}

function halves(count: number): ModelCalls {
  return { small: count / 2, large: count / 2 };
}
