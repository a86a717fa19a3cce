/** A record that was left out. */
export interface DroppedRecord {
  /** Line of the file, from 1; in Parquet, row. */
  line: number;
  reason: string;
}

/** What became of the records of a file. `read = kept + dropped.length`, always. */
export interface LoadReport {
  read: number;
  kept: number;
  dropped: DroppedRecord[];
}

/** Lines that are named one by one before the rest is only counted. */
const namedLines = 20;

/** What a reader of the log should know of a load: one line a dropped record, up to twenty. Empty where nothing was dropped. */
export function describeDropped(path: string, { read, dropped }: LoadReport): string[] {
  if (dropped.length === 0) return [];
  const rest = dropped.length - namedLines;
  return [
    `${path}: ${dropped.length} of ${read} records left out:`,
    ...dropped.slice(0, namedLines).map(({ line, reason }) => `  ${path}:${line}: ${reason}`),
    ...(rest > 0 ? [`  and ${rest} more, all in the report`] : []),
  ];
}
