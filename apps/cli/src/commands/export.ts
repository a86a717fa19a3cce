import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MeasuredRun,
  type OutcomeRow,
  outcomesCsv,
  outcomesParquet,
  routerArenaEntries,
  routerBenchCsv,
} from '@roro/bench';
import { ConfigurationError, readJsonl, unknownNameError, writeFileAtomic } from '@roro/core';
import { type ExportedPhase, exportPhase } from '@roro/recipe';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { withRun } from '../context.js';
import { loadMeasuredRun } from '../load-measured-run.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

const formats = ['csv', 'parquet', 'routerarena', 'routerbench'] as const;
type Format = (typeof formats)[number];

interface OutcomeOptions {
  run: string;
  runs: string;
  format: string;
  out?: string;
  setting?: string;
  router?: string;
  knob?: string;
  seed?: string;
}

interface PhaseOptions {
  for: 'trl' | 'verl';
  phase: 'judge' | 'rubricor';
  round: number;
  config?: string;
  run?: string;
  setting?: string;
}

type ExportOptions = Partial<OutcomeOptions & PhaseOptions>;

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'write the outcomes of a measured run in a form that other tools read, or the data that a trainer needs',
    )
    .option('--run <id>', 'run, run directory or outcomes.jsonl')
    .option('--format <name>', `outcomes: ${formats.join(', ')}`)
    .option('--out <file>', 'file to write (default: standard output; Parquet needs a file)')
    .option(
      '--setting <id>',
      'setting to export; routerarena and routerbench need one where there are several',
    )
    .option('--router <name>', 'router to export; routerarena needs one where there are several')
    .option('--knob <value>', 'knob to export; routerarena needs one where there are several')
    .option('--seed <n>', 'seed to export (routerarena: default the first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .addOption(
      new Option('--for <trainer>', 'write what a phase of the alternation is trained on').choices([
        'trl',
        'verl',
      ]),
    )
    .addOption(new Option('--phase <role>', 'with --for: role to train').choices(['judge', 'rubricor']))
    .option('--round <n>', 'with --for: round of the alternation, from 1', wholeNumber)
    .option('--config <file>', 'with --for: configuration file (default: roro.config.ts where present)')
    .action((options: ExportOptions) =>
      options.for === undefined ? exportOutcomes(outcomeOptions(options)) : exportForTrainer(options),
    );
}

function outcomeOptions(options: ExportOptions): OutcomeOptions {
  const { run, format, runs = 'runs' } = options;
  if (run !== undefined && format !== undefined) return { ...options, run, format, runs };
  throw new ConfigurationError({
    message: `What to export is not said: ${run === undefined ? '--run' : '--format'} is missing.`,
    nextStep:
      'Name a run and a format (--run <id> --format csv), or a phase (--for trl --phase judge --round 1).',
  });
}

/** Options that are about outcomes. */
const outcomesOnly = ['format', 'out', 'router', 'knob', 'seed'] as const;

async function exportForTrainer(options: ExportOptions): Promise<void> {
  const { phase, round = 0 } = options;
  const foreign = outcomesOnly.find((name) => options[name] !== undefined);
  if (phase === undefined || round < 1 || foreign !== undefined) {
    throw new ConfigurationError({
      message:
        foreign === undefined
          ? '--for needs the phase and its round, from 1.'
          : `--${foreign} does not go with --for, which writes to the run's folder.`,
      nextStep: 'For example: roro export --for trl --phase judge --round 1.',
    });
  }
  const { config, run, setting } = options;
  await withRun(
    { ...(config === undefined ? {} : { config }), ...(run === undefined ? {} : { run }) },
    `export --for ${options.for} --phase ${phase} --round ${round}`,
    async (context, output) => {
      const exported = await exportPhase(context, {
        trainer: options.for as PhaseOptions['for'],
        phase,
        round,
        ...(setting === undefined ? {} : { setting }),
      });
      output.result(exported, describePhase(exported));
    },
  );
}

function describePhase({ folder, files, manifest }: ExportedPhase): string {
  const { phase, round, examples, leftOut, rubricor, judge } = manifest;
  const missing = [
    ...(leftOut.rubrics === 0 ? [] : [`${leftOut.rubrics} queries have no rubric`]),
    ...(leftOut.judgements === 0 ? [] : [`${leftOut.judgements} sides have no judgement`]),
  ];
  return [
    `Round ${round}, phase ${phase}: ${examples.train} examples, ${examples.validation} for validation.`,
    `Frozen: rubricor ${rubricor.id} ${rubricor.version}, judge ${judge.id} ${judge.version}.`,
    ...(missing.length === 0 ? [] : [`Left out: ${missing.join(', ')}.`]),
    ...files,
    '',
    'Serve its rewards while it is trained on:',
    `  roro rewards serve --data ${folder}`,
  ].join('\n');
}

function exportOutcomes(options: OutcomeOptions): void {
  const format = formats.find((known) => known === options.format);
  if (format === undefined) throw unknownNameError('format', options.format, formats);
  const { run, out } = options;
  if (format === 'parquet' && out === undefined) {
    throw new ConfigurationError({
      message: 'A Parquet file is no text.',
      nextStep: 'Name a file with --out.',
    });
  }
  const measured = loadMeasuredRun(run, options.runs);
  const { rows } = measured;
  if (rows === undefined || rows.length === 0) {
    throw new ConfigurationError({
      message: `Run "${run}" has no outcomes.jsonl.`,
      nextStep: 'Measure it with `roro bench`.',
    });
  }
  const chosen = rows.filter(
    (row) =>
      isAsked(row.setting, options.setting) &&
      isAsked(row.router, options.router) &&
      isAsked(row.knob, options.knob) &&
      isAsked(row.seed, options.seed),
  );
  if (chosen.length === 0) {
    throw new ConfigurationError({
      message: `None of ${rows.length} outcomes is of that setting, router, knob and seed.`,
      nextStep: `Settings: ${distinct(rows, 'setting').join(', ')}. Routers: ${distinct(rows, 'router').join(', ')}.`,
    });
  }
  const output = new Output({ json: false, quiet: false });
  const written = render(format, chosen, measured, promptsOf(options), output);
  if (out === undefined) process.stdout.write(written);
  else {
    writeFileAtomic(out, written);
    output.note(`Wrote ${out}`);
  }
}

function isAsked(value: string | number | null, asked: string | undefined): boolean {
  if (asked === undefined) return true;
  return typeof value === 'number' ? value === Number(asked) : value === asked;
}

function render(
  format: Format,
  rows: readonly OutcomeRow[],
  measured: MeasuredRun,
  prompts: ReadonlyMap<string, string>,
  output: Output,
): string | Uint8Array {
  if (format === 'csv') return outcomesCsv(rows);
  if (format === 'parquet') return outcomesParquet(rows);
  const test = rows.filter(({ split }) => split === 'test');
  const setting = onlyOne(test, 'setting') as string;
  const pool = poolOf(measured, setting);
  const missing = new Set(test.filter(({ queryId }) => !prompts.has(queryId)).map(({ queryId }) => queryId));
  if (missing.size > 0)
    output.note(`The run has no text of ${missing.size} questions; their prompts are empty.`);
  if (format === 'routerbench') return routerBenchCsv(test, { pool, prompts });
  onlyOne(test, 'router');
  onlyOne(test, 'knob');
  const [seed] = distinct(test, 'seed');
  const entries = routerArenaEntries(
    test.filter((row) => row.seed === seed),
    { pool, prompts },
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function distinct<K extends keyof OutcomeRow>(rows: readonly OutcomeRow[], field: K): OutcomeRow[K][] {
  return [...new Set(rows.map((row) => row[field]))];
}

/** The value that all rows share. Throws ConfigurationError that names the choices where there are several. */
function onlyOne(
  rows: readonly OutcomeRow[],
  field: 'setting' | 'router' | 'knob',
): OutcomeRow[typeof field] {
  const values = distinct(rows, field);
  if (values.length === 1) return values[0] as OutcomeRow[typeof field];
  throw new ConfigurationError({
    message: `This format holds one ${field} at a time; there are ${values.length}.`,
    nextStep: `Choose with --${field}: ${values.join(', ')}.`,
  });
}

function poolOf({ results, name }: MeasuredRun, setting: string): readonly string[] {
  const pool = results?.settings.find((each) => each.setting === setting)?.pool;
  if (pool !== undefined) return pool;
  throw new ConfigurationError({
    message: `${name} does not say which models setting "${setting}" has: it has no results.json beside its outcomes.`,
    nextStep: 'Name the run directory.',
  });
}

const askedSchema = z.object({ query: z.object({ id: z.string(), prompt: z.string() }) });

/** Questions of the test answers that a run has kept, by id. */
function promptsOf({ run, runs }: OutcomeOptions): Map<string, string> {
  const folder = [run, join(runs, run)]
    .map((path) => join(path, 'trajectories'))
    .find((path) => existsSync(path));
  const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return new Map(
    files.flatMap((name) =>
      readJsonl(join(folder as string, name), askedSchema).records.map(
        ({ query }) => [query.id, query.prompt] as const,
      ),
    ),
  );
}
