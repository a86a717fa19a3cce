import { parquetWriteBuffer } from 'hyparquet-writer';
import type { OutcomeRow } from '../outcome-row.js';
import { outcomeColumns } from './outcome-columns.js';

/** Outcomes as a Parquet file, a row each, with every field of `outcomes.jsonl`. */
export function outcomesParquet(rows: readonly OutcomeRow[]): Uint8Array {
  const names = Object.keys(outcomeColumns) as (keyof OutcomeRow)[];
  const buffer = parquetWriteBuffer({
    columnData: names.map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      type: outcomeColumns[name],
      nullable: name === 'knob',
    })),
  });
  return new Uint8Array(buffer);
}
