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
import { type Command, InvalidArgumentError, Option } from 'commander';
import { alignedLines } from '../aligned-lines.js';
import pc from '../colors.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

interface PlanOptions {
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

const paper = paperSetting;

export function addPlanCommand(program: Command): void {
  const count = (flags: string, description: string, standard?: number): Option => {
    const option = new Option(flags, description).argParser(atLeastOne);
    return standard === undefined ? option : option.default(standard);
  };
  program
    .command('plan')
    .description(
      'work out what a study takes on GPUs of your own, from the collection to the measured routers; calls no model',
    )
    .option('--small <model>', 'small model', paper.small.shape)
    .option('--large <model>', 'large model', paper.large.shape)
    .addOption(count('--small-tokens <n>', `tokens of its answers (default: ${paper.small.answerTokens})`))
    .addOption(count('--large-tokens <n>', `tokens of its answers (default: ${paper.large.answerTokens})`))
    .addOption(count('--step-tokens <n>', `tokens of a step (default: ${paper.stepTokens})`))
    .addOption(count('--queries <n>', 'training queries', paper.collect.queries))
    .addOption(count('--updates <n>', 'updates of a training', paper.train.updates))
    .addOption(count('--groups <n>', 'groups of an update', paper.train.groupsPerUpdate))
    .addOption(count('--group <n>', 'rollouts of a group', paper.train.groupSize))
    .addOption(count('--seeds <n>', 'seeds of training and measurement', paper.train.seeds))
    .addOption(count('--test-queries <n>', 'validation and test questions', paper.bench.queries))
    .addOption(count('--routers <n>', 'routers to measure', paper.bench.routers))
    .addOption(count('--knobs <n>', 'knobs of a router, ≥ 2', paper.bench.knobs))
    .option('--gpu <card>', 'a100, h100, h200 or h20', 'h100')
    .addOption(
      new Option('--gpu-price <money>', 'price of an hour of one card, in your currency').argParser(price),
    )
    .addOption(
      new Option(
        '--cards <small,large>',
        'cards of each model: also simulate 1 to 256 workers on them',
      ).argParser(cardCounts),
    )
    .option('--run <id>', 'take answer lengths and shared steps from this run, and hold the plan against it')
    .option('--setting <id>', 'setting of the run (default: the first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(plan);
}

function plan(options: PlanOptions): void {
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
    (answers === undefined ? paper.stepTokens : (answers.small.stepTokens + answers.large.stepTokens) / 2);
  const tokens = (own: 'small' | 'large', asked: number | undefined): number =>
    asked ?? (answers === undefined ? paper[own].answerTokens : answers[own].steps * answers[own].stepTokens);
  return {
    ...paper,
    small: { shape: options.small, answerTokens: tokens('small', options.smallTokens) },
    large: { shape: options.large, answerTokens: tokens('large', options.largeTokens) },
    stepTokens,
    samplesPerNode: measured?.samplesPerNode ?? paper.samplesPerNode,
    questionTokens: measured?.questionTokens ?? paper.questionTokens,
    collect: {
      ...paper.collect,
      queries: options.queries,
      diverseQueries: Math.round((paper.collect.diverseQueries / paper.collect.queries) * options.queries),
    },
    train: {
      ...paper.train,
      seeds: options.seeds,
      updates: options.updates,
      groupsPerUpdate: options.groups,
      groupSize: options.group,
    },
    bench: {
      ...paper.bench,
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

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Expected a whole number ≥ 1.');
  return value;
}

function price(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Expected a number ≥ 0.');
  return value;
}

function cardCounts(text: string): [number, number] {
  const [small, large, ...more] = text.split(',').map(atLeastOne);
  if (small === undefined || large === undefined || more.length > 0) {
    throw new InvalidArgumentError('Expected two numbers, such as 3,5.');
  }
  return [small, large];
}
