// Writes the tables and the chart of docs/plan-at-scale.md anew: the same at every call, since everything in them is worked out or
// simulated with a seed. Run with `pnpm plan:scale`; `node bench/plan-at-scale.ts <run directory>` also holds the plan's model against
// a run of two models.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RunDirectory } from '@roro/core';
import {
  type CardHours,
  collectionQueue,
  findAccelerator,
  measureRun,
  paperSetting,
  planScale,
  type ScaleSetting,
  type ScalingCurve,
  scalingChart,
  scalingCurve,
  trainingQueue,
} from '@roro/recipe';

const docs = join(import.meta.dirname, '../../../docs');
const page = join(docs, 'plan-at-scale.md');
const h100 = findAccelerator('h100');
const eight = { accelerator: h100, small: 3, large: 5 };
const workers = [1, 2, 4, 8, 16, 32, 64, 128, 256];

const { stages, variants, speeds } = planScale(paperSetting, h100);
replace('stages', [
  ['stage', 'rollouts', 'steps asked for', 'calls', 'H100 hours, small', 'large', 'both'],
  ...stages.map(({ stage, rollouts, requested, generated, hours }) => [
    stage,
    number(rollouts),
    number(requested.small + requested.large),
    number(generated.small + generated.large),
    ...hoursOf(hours),
  ]),
]);
replace('variants', [
  [
    'step store',
    'prefix cache of the servers',
    'calls',
    'tokens written',
    'tokens read',
    'H100 hours, small',
    'large',
    'both',
  ],
  ...variants.map(({ stepStore, prefixCache, calls, generatedTokens, prefillTokens, hours }) => [
    stepStore ? 'yes' : 'no',
    prefixCache ? 'yes' : 'no',
    number(calls),
    number(generatedTokens),
    number(prefillTokens),
    ...hoursOf(hours),
  ]),
]);
replace('speeds', [
  ['model', 'answers at a time', 'tokens/s written', 'tokens/s read'],
  ...Object.values(speeds).map(({ shape, sequences, decode, prefill }) => [
    shape,
    String(sequences),
    number(decode),
    number(prefill),
  ]),
]);
replace('sensitivity', [
  ['changed', 'H100 hours without measuring', 'with measuring'],
  ...changed().map(([what, setting]) => {
    const plan = planScale(setting, h100);
    const hours = plan.stages.map((stage) => stage.hours.small + stage.hours.large);
    const all = hours.reduce((sum, each) => sum + each, 0);
    return [what, number(all - (hours.at(-1) ?? 0)), number(all)];
  }),
]);

const curves = [
  { title: 'collection: 3 + 5 cards', curve: scalingCurve(collectionQueue(paperSetting, eight), workers) },
  {
    title: 'collection: 12 + 20 cards',
    curve: scalingCurve(collectionQueue(paperSetting, { ...eight, small: 12, large: 20 }), workers),
  },
  {
    title: 'training: a job a group',
    curve: scalingCurve(trainingQueue(paperSetting, eight, 'group'), workers),
  },
  {
    title: 'training: a job a rollout',
    curve: scalingCurve(trainingQueue(paperSetting, eight, 'rollout'), workers),
  },
];
replace('scaling', [
  ['', ...workers.map(String), 'stops at'],
  ...curves.flatMap(({ title, curve }) => [
    [title, ...curve.points.map(({ result }) => number(result.rolloutsPerHour)), stopOf(curve)],
    [
      '– cards of the small, large model busy',
      ...curve.points.map(({ result }) => `${percent(result.busy.small)}, ${percent(result.busy.large)}`),
      '',
    ],
  ]),
]);
const redis = Math.max(...curves.flatMap(({ curve }) => curve.points.map(({ result }) => result.busy.redis)));
console.log(`Redis was busy for at most ${(100 * redis).toFixed(1)} % of the time.`);
writeFileSync(join(docs, 'images/plan-at-scale.svg'), scalingChart(curves));

const [run] = process.argv.slice(2);
if (run !== undefined) {
  const measured = measureRun(RunDirectory.open(basename(run), dirname(run)));
  replace('checks', [
    ['', ...measured.flatMap(({ setting }) => [`${setting}: predicted`, 'measured', 'ratio'])],
    ...(measured[0]?.checks ?? []).map(({ quantity }) => [
      quantity,
      ...measured.flatMap(({ checks }) => {
        const check = checks.find((each) => each.quantity === quantity);
        return check === undefined
          ? ['', '', '']
          : [number(check.predicted), number(check.measured), (check.predicted / check.measured).toFixed(2)];
      }),
    ]),
  ]);
}

function changed(): [string, ScaleSetting][] {
  const { small, large, collect, train } = paperSetting;
  return [
    ['nothing', paperSetting],
    ['steps of 30 tokens', { ...paperSetting, stepTokens: 30 }],
    ['steps of 120 tokens', { ...paperSetting, stepTokens: 120 }],
    [
      'answers half as long',
      {
        ...paperSetting,
        small: { ...small, answerTokens: small.answerTokens / 2 },
        large: { ...large, answerTokens: large.answerTokens / 2 },
      },
    ],
    ['one draw at a prefix', { ...paperSetting, samplesPerNode: 1 }],
    ['groups of 16', { ...paperSetting, train: { ...train, groupSize: 16 } }],
    ['no search for critical steps', { ...paperSetting, collect: { ...collect, searchedShare: 0 } }],
  ];
}

/** Puts a table in the place that the page keeps for it. */
function replace(name: string, rows: readonly (readonly string[])[]): void {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- table: ${name} -->\n`, '<!-- end -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1)
    throw new Error(`Expected ${begin.trim()} … ${end} in ${page}: put them there.`);
  const [head = [], ...body] = rows;
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...body].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${lines.join('\n')}\n\n${text.slice(to)}`);
}

function stopOf({ stopsAt }: ScalingCurve): string {
  return stopsAt === undefined ? 'not yet' : `${stopsAt.workers}: ${stopsAt.because}`;
}

function hoursOf({ small, large }: CardHours): string[] {
  return [number(small), number(large), number(small + large)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** Three digits are more than the assumptions carry. */
function number(value: number): string {
  for (const [size, unit] of [
    [1e9, 'bn'],
    [1e6, 'M'],
  ] as const) {
    if (value >= size) return `${Number((value / size).toPrecision(3)).toLocaleString('en')} ${unit}`;
  }
  return Number(value.toPrecision(3)).toLocaleString('en');
}
