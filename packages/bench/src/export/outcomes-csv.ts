import type { OutcomeRow } from '../outcome-row.js';
import { csvText } from './csv-text.js';
import { outcomeColumns } from './outcome-columns.js';

/** Outcomes as CSV, a line each, with every field of `outcomes.jsonl`; a router without a knob has an empty cell there. */
export function outcomesCsv(rows: readonly OutcomeRow[]): string {
  const columns = Object.keys(outcomeColumns) as (keyof OutcomeRow)[];
  return csvText(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}
