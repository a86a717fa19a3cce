import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type MeasuredRun, outcomeRowSchema } from '@roro/bench';
import {
  ConfigurationError,
  type Results,
  readJsonFile,
  readJsonl,
  resultsSchema,
  StorageError,
} from '@roro/core';

/**
 * What was measured in a run: `outcomes.jsonl` and `results.json` of a run directory, or one such file.
 *
 * @param place a path, or the id of a run under `runs`
 * @throws ConfigurationError where there is nothing of that name, or nothing that was measured
 * @throws StorageError for a file that is broken or of another form
 */
export function loadMeasuredRun(place: string, runs: string): MeasuredRun {
  const path = existsSync(place) ? place : join(runs, place);
  if (!existsSync(path)) {
    throw new ConfigurationError({
      message: `There is no run "${place}": neither ${place} nor ${path} exists.`,
      nextStep: 'Name a run directory, a run of `--runs`, or a results.json or outcomes.jsonl file.',
    });
  }
  const name = basename(path);
  if (!statSync(path).isDirectory()) {
    return path.endsWith('.jsonl')
      ? { name: place, rows: readRows(path) }
      : { name: place, results: readResults(path) };
  }
  const outcomes = join(path, 'outcomes.jsonl');
  const results = join(path, 'results.json');
  if (!existsSync(outcomes) && !existsSync(results)) {
    throw new ConfigurationError({
      message: `Nothing was measured in ${path}: it has neither outcomes.jsonl nor results.json.`,
      nextStep: 'Run `roro bench` on it first.',
    });
  }
  return {
    name,
    ...(existsSync(outcomes) ? { rows: readRows(outcomes) } : {}),
    ...(existsSync(results) ? { results: readResults(results) } : {}),
  };
}

function readRows(path: string): NonNullable<MeasuredRun['rows']> {
  return readJsonl(path, outcomeRowSchema).records;
}

function readResults(path: string): Results {
  const parsed = resultsSchema.safeParse(readJsonFile(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StorageError({
    path,
    message: `${path} is no results file: ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
    nextStep: 'Name a results.json that `roro bench` or `roro run` wrote.',
  });
}
