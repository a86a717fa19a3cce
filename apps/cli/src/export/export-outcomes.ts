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
import { z } from 'zod';
import { loadMeasuredRun } from '../load-measured-run.js';
import { Output } from '../output.js';
import { type OutcomeFormat, outcomeFormats } from './outcome-formats.js';

export interface OutcomeOptions {
  run: string;
  runs: string;
  format: string;
  out?: string;
  setting?: string;
  router?: string;
  knob?: string;
  seed?: string;
}

/** Writes the outcomes of a measured run in a form that other tools read. */
export function exportOutcomes(options: OutcomeOptions): void {
  const format = outcomeFormats.find((known) => known === options.format);
  if (format === undefined) throw unknownNameError('format', options.format, outcomeFormats);
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
  format: OutcomeFormat,
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
