import { ConfigurationError, RunDirectory } from '@roro/core';
import {
  type CardHours,
  collectionQueue,
  distinctTexts,
  findAccelerator,
  measureRun,
  paperSetting,
  planScale,
  type RunMeasurement,
  type ScalePlan,
  type ScaleSetting,
  type ScalingCurve,
  type StepTexts,
  scalingCurve,
  trainingQueue,
} from '@roro/recipe';
import { alignedLines } from '../aligned-lines.js';
import pc from '../colors.js';
import { Output } from '../output.js';

export interface PlanOptions {
  small: string;
  large: string;
  smallTokens?: number;
  largeTokens?: number;
  stepTokens?: number;
  queries: number;
  updates: number;
  groups: number;
  group: number;
  seeds: number;
  testQueries: number;
  routers: number;
  knobs: number;
  gpu: string;
  gpuPrice?: number;
  cards?: [number, number];
  run?: string;
  setting?: string;
  runs: string;
  json?: boolean;
}

/** Works out what a study takes and prints it. */
export function planStudy(options: PlanOptions): void {
  const { gpu, gpuPrice, cards, json = false } = options;
  const output = new Output({ json, quiet: false });
  const accelerator = findAccelerator(gpu);
  const measured = options.run === undefined ? undefined : measurementOf(options);
  const setting = settingOf(options, measured);
  const scale = planScale(setting, accelerator, textsOf(setting, measured));
  let queues: { collection: ScalingCurve; training: ScalingCurve } | undefined;
  if (cards !== undefined) {
    output.note('Simulating the queue takes about half a minute …');
    const own = { accelerator, small: cards[0], large: cards[1] };
    queues = {
      collection: scalingCurve(collectionQueue(setting, own), workerCounts),
      training: scalingCurve(trainingQueue(setting, own, 'group'), workerCounts),
    };
  }
  output.result(
    {
      setting,
      plan: scale,
      ...(measured === undefined ? {} : { measured }),
      ...(queues === undefined ? {} : { queues }),
    },
    [
      describePlan(scale, gpuPrice),
      ...(measured === undefined ? [] : [describeMeasurement(measured)]),
      ...(queues === undefined
        ? []
        : [describeCurve('collection', queues.collection), describeCurve('training', queues.training)]),
    ].join('\n\n'),
  );
}

const workerCounts = [1, 2, 4, 8, 16, 32, 64, 128, 256];

function measurementOf({ run, runs, setting }: PlanOptions): RunMeasurement {
  const all = measureRun(RunDirectory.open(run ?? '', runs));
  const found = all.find((each) => setting === undefined || each.setting === setting);
  if (found !== undefined) return found;
  throw new ConfigurationError({
    message: `Run "${run}" has no setting "${setting}".`,
    nextStep: `Settings: ${all.map((each) => each.setting).join(', ')}.`,
  });
}

function settingOf(options: PlanOptions, measured: RunMeasurement | undefined): ScaleSetting {
  const answers = measured?.answers;
  const stepTokens =
    options.stepTokens ??
    (answers === undefined
      ? paperSetting.stepTokens
      : (answers.small.stepTokens + answers.large.stepTokens) / 2);
  const tokens = (own: 'small' | 'large', asked: number | undefined): number =>
    asked ??
    (answers === undefined ? paperSetting[own].answerTokens : answers[own].steps * answers[own].stepTokens);
  return {
    ...paperSetting,
    small: { shape: options.small, answerTokens: tokens('small', options.smallTokens) },
    large: { shape: options.large, answerTokens: tokens('large', options.largeTokens) },
    stepTokens,
    samplesPerNode: measured?.samplesPerNode ?? paperSetting.samplesPerNode,
    questionTokens: measured?.questionTokens ?? paperSetting.questionTokens,
    collect: {
      ...paperSetting.collect,
      queries: options.queries,
      diverseQueries: Math.round(
        (paperSetting.collect.diverseQueries / paperSetting.collect.queries) * options.queries,
      ),
    },
    train: {
      ...paperSetting.train,
      seeds: options.seeds,
      updates: options.updates,
      groupsPerUpdate: options.groups,
      groupSize: options.group,
    },
    bench: {
      ...paperSetting.bench,
      queries: options.testQueries,
      routers: options.routers,
      knobs: Math.max(2, options.knobs),
      seeds: options.seeds,
    },
  };
}

function textsOf({ samplesPerNode }: ScaleSetting, measured: RunMeasurement | undefined): StepTexts {
  if (measured === undefined) return distinctTexts(samplesPerNode);
  const { alone, mixed } = measured.texts;
  return { alone, mixed: () => mixed };
}

function describePlan(
  { accelerator, speeds, stages, variants }: ScalePlan,
  hourPrice: number | undefined,
): string {
  const costs = ({ small, large }: CardHours): string[] => [
    number(small),
    number(large),
    ...(hourPrice === undefined ? [] : [number((small + large) * hourPrice)]),
  ];
  const units = [
    `${accelerator} hours, small`,
    `${accelerator} hours, large`,
    ...(hourPrice === undefined ? [] : ['money']),
  ];
  return [
    pc.bold(`${speeds.small.shape} and ${speeds.large.shape} on ${accelerator} cards`),
    ...alignedLines([
      ['stage', 'rollouts', 'calls, small', 'calls, large', ...units],
      ...stages.map(({ stage, rollouts, generated, hours }) => [
        stage,
        number(rollouts),
        number(generated.small),
        number(generated.large),
        ...costs(hours),
      ]),
    ]),
    '',
    ...alignedLines([
      ['step store', 'prefix cache', 'calls', 'generated tokens', 'prompt tokens to read', ...units],
      ...variants.map(({ stepStore, prefixCache, calls, generatedTokens, prefillTokens, hours }) => [
        stepStore ? 'yes' : 'no',
        prefixCache ? 'yes' : 'no',
        number(calls),
        number(generatedTokens),
        number(prefillTokens),
        ...costs(hours),
      ]),
    ]),
    '',
    ...Object.values(speeds).map(
      ({ shape, sequences, decode, prefill }) =>
        `  ${shape}: ${sequences} answers at a time on a card, ${number(decode)} tokens/s written, ${number(prefill)} read`,
    ),
    ...(hourPrice === undefined ? ['  Money: give the price of a card with --gpu-price.'] : []),
    '  What is assumed, and how far to trust it: docs/plan-at-scale.md.',
  ].join('\n');
}

function describeMeasurement({ setting, answers, checks }: RunMeasurement): string {
  const length = ({ steps, stepTokens }: RunMeasurement['answers']['small']): string =>
    `${steps.toFixed(1)} steps of ${stepTokens.toFixed(1)} tokens`;
  return [
    pc.bold(`${setting}: the plan's model against the run`),
    ...alignedLines([
      ['quantity', 'predicted', 'measured', 'ratio'],
      ...checks.map(({ quantity, predicted, measured }) => [
        quantity,
        number(predicted),
        number(measured),
        (predicted / measured).toFixed(2),
      ]),
    ]),
    `  Answers: ${length(answers.small)} of the small model, ${length(answers.large)} of the large one.`,
  ].join('\n');
}

function describeCurve(title: string, { points, stopsAt }: ScalingCurve): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    pc.bold(`${title}: simulated workers`),
    ...alignedLines([
      ['workers', 'rollouts/h', 'speed-up', 'workers busy', 'small model', 'large model', 'Redis'],
      ...points.map(({ workers, result: { rolloutsPerHour, busy }, speedUp }) => [
        String(workers),
        number(rolloutsPerHour),
        speedUp.toFixed(1),
        ...[busy.workers, busy.small, busy.large, busy.redis].map(percent),
      ]),
    ]),
    stopsAt === undefined
      ? '  Twice the workers still help at the end.'
      : `  From ${stopsAt.workers} workers on no doubling brings 1.25 times as much: ${reasons[stopsAt.because]}.`,
  ].join('\n');
}

const reasons: Record<NonNullable<ScalingCurve['stopsAt']>['because'], string> = {
  'small model': 'the cards of the small model are full',
  'large model': 'the cards of the large model are full',
  redis: 'Redis answers no faster',
  jobs: 'there are no more jobs at a time',
};

function number(value: number): string {
  if (value > 0 && value < 10) return value.toPrecision(2);
  return Math.round(value).toLocaleString('en');
}
