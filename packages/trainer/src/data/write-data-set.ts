import { join } from 'node:path';
import { writeFileAtomic, writeJsonlFile } from '@roro/core';
import type { Phase, TrainerName } from '../phase.js';
import type { PhaseExample } from '../phase-example.js';
import { rowsParquet } from './rows-parquet.js';
import { type Row, trainerRow, warmUpRows } from './trainer-rows.js';

/** Order in which the examples are trained on: those that count more are there more than once. */
export interface DataSetOrder {
  train: readonly PhaseExample[];
  validation: readonly PhaseExample[];
}

/**
 * Writes `train`, `validation` and `warm-up`, each as JSONL and as Parquet, in the form that a trainer reads. A part without
 * rows has no file.
 *
 * @returns paths of the files
 */
export function writeDataSet(
  folder: string,
  trainer: TrainerName,
  phase: Phase,
  { train, validation }: DataSetOrder,
): string[] {
  const rowsOf = (examples: readonly PhaseExample[]): Row[] =>
    examples.map((example, index) => trainerRow(trainer, phase, example, index));
  const once = [...new Map(train.map((example) => [example.id, example])).values()];
  const parts: [name: string, rows: Row[]][] = [
    ['train', rowsOf(train)],
    ['validation', rowsOf(validation)],
    ['warm-up', warmUpRows(trainer, once)],
  ];
  return parts.flatMap(([name, rows]) => {
    if (rows.length === 0) return [];
    const [jsonl, parquet] = [join(folder, `${name}.jsonl`), join(folder, `${name}.parquet`)];
    writeJsonlFile(jsonl, rows);
    writeFileAtomic(parquet, rowsParquet(rows));
    return [jsonl, parquet];
  });
}
