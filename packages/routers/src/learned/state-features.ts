import type { RouterState, TextView } from '@roro/core';
import { embeddingLength, numberLength, QueryMaps } from '@roro/core/routing';
import type { FeatureSet } from './feature-set.js';

const scalarNames = [
  'hasStep',
  'isDraft',
  'hasEntropy',
  'meanEntropy',
  'maxEntropy',
  'hasFirstEntropy',
  'firstEntropy',
  'hasLogProbability',
  'meanLogProbability',
  'minLogProbability',
  'hasMargin',
  'meanMargin',
  'minMargin',
  'hasRunningEntropy',
  'runningMinEntropy',
  'runningMaxEntropy',
  'runningMeanEntropy',
  'logStepTokens',
  'logStepCount',
  'stepShare',
  'spentShare',
  'lastIsCheapest',
  'lastIsDearest',
  'lastRelativeCost',
  'dearestShare',
  'logSwitches',
  'logLambda',
  'segmentShare',
  'logSegmentsLeft',
  'hasNextSegment',
  'logDwell',
];

const textNames = ['step', 'segment', 'nextSegment'];
const numberNames = ['stepLastNumber', 'segmentLastNumber', 'nextFirstNumber', 'nextLastNumber'];
const numberParts = ['exists', 'logSize', 'lastDigit'];
const prefillNames = ['logUnreadCheapest', 'logUnreadDearest', 'prefillWeight'];

/** Shared, so that a policy which is made again and again while it is trained reads no text twice. */
const maps = new QueryMaps();

/** Log-probabilities and margins beyond this many nats say nothing more. */
const natsLimit = 20;

/**
 * A routing state as numbers. `step` is the last step, or the draft in review mode.
 *
 * - its uncertainty in nats: mean, max and first-token entropy; mean and min log-probability; mean and min margin;
 *   each group with a `has…` indicator, 0 where the server did not say and the values are then 0;
 * - the running min, max and mean of the steps' mean entropies;
 * - log(1 + tokens) of the step, log(1 + steps so far), steps and budget used as shares in [0, 1];
 * - who wrote the last step (cheapest, dearest, its relative cost), share of steps by the dearest, log(1 + switches);
 * - log λ;
 * - how far the reasoning has come through the query (`QueryMap`), and hashed characters and numbers of the step, of
 *   the segment of the query it worked on, and of the segment after it. Before the first step the first segment
 *   stands for both the step and the segment worked on;
 * - what switching would take (`RouterState.prefill`): log(1 + prompt tokens that the cheapest model has not read), the
 *   same of the dearest, and what one of them costs against a generated token; 0 where nobody counts.
 */
export function stateFeatures(): FeatureSet {
  return {
    name: 'state-2',
    featureNames: [
      ...scalarNames,
      ...numberNames.flatMap((name) => numberParts.map((part) => `${name}.${part}`)),
      ...textNames.flatMap((name) =>
        Array.from({ length: embeddingLength }, (_, index) => `${name}.${index}`),
      ),
      ...prefillNames,
    ],
    write(state, logLambda, target) {
      writeScalars(state, logLambda, target);
      const map = maps.get(state.query.prompt);
      const step = state.draft ?? state.steps.at(-1);
      const place = map.place(state.draft === undefined ? state.steps : [...state.steps, state.draft]);
      const count = map.segments.length;
      const left = Math.max(0, count - 1 - place.segment);
      const segment = map.segments[place.segment];
      const next = map.segments[place.segment + 1];
      const written: TextView | undefined = step === undefined ? segment : map.step(step.text);
      let at = scalarNames.length - 4;
      target[at++] = count < 2 ? 0 : place.segment / (count - 1);
      target[at++] = Math.log1p(left);
      target[at++] = next === undefined ? 0 : 1;
      target[at++] = Math.log1p(place.dwell);
      at = copy(written?.numbers, numberLength, numberLength, target, at);
      at = copy(segment?.numbers, numberLength, numberLength, target, at);
      at = copy(next?.numbers, 0, 2 * numberLength, target, at);
      at = copy(written?.embedding, 0, embeddingLength, target, at);
      at = copy(segment?.embedding, 0, embeddingLength, target, at);
      at = copy(next?.embedding, 0, embeddingLength, target, at);
      target[at++] = Math.log1p(state.prefill?.tokens[0] ?? 0);
      target[at++] = Math.log1p(state.prefill?.tokens.at(-1) ?? 0);
      target[at] = state.prefill?.weight ?? 0;
    },
  };
}

/** Copies `length` values from position `from` on, or zeros; returns the position after them. */
function copy(
  source: Float32Array | undefined,
  from: number,
  length: number,
  target: Float32Array,
  at: number,
): number {
  for (let index = 0; index < length; index++) target[at + index] = source?.[from + index] ?? 0;
  return at + length;
}

/** The first `scalarNames.length − 4` values, in their order. */
function writeScalars(state: RouterState, logLambda: number, target: Float32Array): void {
  const { steps, draft, models, budget } = state;
  const cheapest = models[0]?.id;
  const dearest = models.at(-1);
  const last = steps.at(-1);
  const step = draft ?? last;
  const statistics = step?.statistics;

  let dear = 0;
  let switches = 0;
  let known = 0;
  let min = 0;
  let max = 0;
  let sum = 0;
  for (let index = 0; index < steps.length; index++) {
    const { model, statistics: own } = steps[index] as (typeof steps)[number];
    if (model === dearest?.id) dear += 1;
    if (index > 0 && model !== steps[index - 1]?.model) switches += 1;
    const entropy = own?.meanEntropy;
    if (entropy === undefined) continue;
    min = known === 0 ? entropy : Math.min(min, entropy);
    max = Math.max(max, entropy);
    sum += entropy;
    known += 1;
  }

  let at = 0;
  target[at++] = step === undefined ? 0 : 1;
  target[at++] = draft === undefined ? 0 : 1;
  target[at++] = statistics?.meanEntropy === undefined ? 0 : 1;
  target[at++] = statistics?.meanEntropy ?? 0;
  target[at++] = statistics?.maxEntropy ?? 0;
  target[at++] = statistics?.firstEntropy === undefined ? 0 : 1;
  target[at++] = statistics?.firstEntropy ?? 0;
  target[at++] = statistics === undefined ? 0 : 1;
  target[at++] = Math.max(-natsLimit, statistics?.meanLogProbability ?? 0);
  target[at++] = Math.max(-natsLimit, statistics?.minLogProbability ?? 0);
  target[at++] = statistics?.meanMargin === undefined ? 0 : 1;
  target[at++] = Math.min(natsLimit, statistics?.meanMargin ?? 0);
  target[at++] = Math.min(natsLimit, statistics?.minMargin ?? 0);
  target[at++] = known === 0 ? 0 : 1;
  target[at++] = min;
  target[at++] = max;
  target[at++] = known === 0 ? 0 : sum / known;
  target[at++] = Math.log1p(step?.usage.generatedTokens ?? 0);
  target[at++] = Math.log1p(steps.length);
  target[at++] = Math.min(1, steps.length / budget.maxSteps);
  target[at++] = Math.min(1, budget.spentShare);
  target[at++] = last !== undefined && last.model === cheapest ? 1 : 0;
  target[at++] = last !== undefined && last.model === dearest?.id ? 1 : 0;
  target[at++] = models.find((model) => model.id === last?.model)?.relativeCost ?? 0;
  target[at++] = steps.length === 0 ? 0 : dear / steps.length;
  target[at++] = Math.log1p(switches);
  target[at] = logLambda;
}
