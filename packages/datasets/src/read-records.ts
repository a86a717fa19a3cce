import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ConfigurationError, errorMessage, StorageError, storageError } from '@roro/core';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { decodeUtf8 } from './decode-utf8.js';
import type { DroppedRecord } from './load-report.js';

export interface SourceRecord {
  /** Line on which it begins, from 1; in Parquet, row. */
  line: number;
  fields: Readonly<Record<string, unknown>>;
}

export interface SourceFile {
  records: SourceRecord[];
  /** Lines that hold no record: broken JSON, a CSV row with too many cells. */
  dropped: DroppedRecord[];
  /** Every column that some record has. */
  columns: string[];
}

/**
 * Reads a JSONL (`.jsonl`, `.ndjson`), CSV (`.csv`, `.tsv`) or Parquet (`.parquet`) file. Numbers of 64 bits that no
 * double holds come as text.
 *
 * @throws StorageError for a file that is missing, empty, no UTF-8 (see `decodeUtf8`), or no Parquet
 * @throws ConfigurationError for another kind of file
 */
export async function readRecords(path: string): Promise<SourceFile> {
  const read = readers[extname(path).toLowerCase()];
  if (read === undefined) {
    throw new ConfigurationError({
      message: `${path}: expected a name that ends in ${Object.keys(readers).join(', ')}.`,
      nextStep: 'Convert the file, or rename it if it is one of these.',
    });
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw storageError(path, 'read', error);
  }
  const { records, dropped } = await read(bytes, path);
  if (records.length + dropped.length === 0) {
    throw new StorageError({
      path,
      message: `${path} holds no record (${bytes.length} bytes).`,
      nextStep: 'Check that it was written or downloaded completely.',
    });
  }
  const columns = [...new Set(records.flatMap(({ fields }) => Object.keys(fields)))];
  return { records, dropped, columns };
}

type Reader = (
  bytes: Uint8Array,
  path: string,
) => Omit<SourceFile, 'columns'> | Promise<Omit<SourceFile, 'columns'>>;

const readers: Record<string, Reader> = {
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.csv': (bytes, path) => readTable(bytes, path, ','),
  '.tsv': (bytes, path) => readTable(bytes, path, '\t'),
  '.parquet': readParquet,
};

function readJsonLines(bytes: Uint8Array, path: string): Omit<SourceFile, 'columns'> {
  const records: SourceRecord[] = [];
  const dropped: DroppedRecord[] = [];
  decodeUtf8(bytes, path)
    .split(/\r?\n/)
    .forEach((text, index) => {
      if (text.trim() === '') return;
      const line = index + 1;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        dropped.push({ line, reason: `no JSON: ${errorMessage(error)}` });
        return;
      }
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        records.push({ line, fields: value as SourceRecord['fields'] });
      } else {
        dropped.push({
          line,
          reason: `expected a JSON object, got ${Array.isArray(value) ? 'a list' : typeof value}`,
        });
      }
    });
  return { records, dropped };
}

interface TableRow {
  record: Record<string, string>;
  info: { lines: number };
  raw: string;
}

function readTable(bytes: Uint8Array, path: string, delimiter: string): Omit<SourceFile, 'columns'> {
  const dropped: DroppedRecord[] = [];
  let rows: TableRow[];
  try {
    rows = parse(decodeUtf8(bytes, path), {
      columns: (names: string[]) => requireDistinct(names, path),
      delimiter,
      info: true,
      raw: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        // Such a quote has swallowed every line after it.
        if (error?.code === 'CSV_QUOTE_NOT_CLOSED') throw error;
        dropped.push({ line: Number(error?.['lines'] ?? 0), reason: errorMessage(error) });
        return undefined;
      },
    }) as unknown as TableRow[];
  } catch (cause) {
    if (StorageError.isInstance(cause)) throw cause;
    throw new StorageError({
      path,
      message: `${path} is no readable table: ${errorMessage(cause)}`,
      nextStep: 'Check its quotes: a cell with a quote, a comma or a line break stands in double quotes.',
      cause,
    });
  }
  const records = rows.map(({ record, info, raw }) => ({
    // csv-parse counts the lines up to the end of a record.
    line: info.lines - (raw.trimEnd().match(/\n/g)?.length ?? 0),
    fields: record,
  }));
  return { records, dropped };
}

function requireDistinct(names: string[], path: string): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new StorageError({
    path,
    message: `${path}:1 names the column "${twice}" twice.`,
    nextStep: 'Rename one of the two.',
  });
}

async function readParquet(bytes: Uint8Array, path: string): Promise<Omit<SourceFile, 'columns'>> {
  // hyparquet wants the bytes alone, not a window on Node's shared pool.
  const file = new Uint8Array(bytes).buffer;
  try {
    const rows = await parquetReadObjects({ file, compressors });
    const records = rows.map((row, index) => ({
      line: index + 1,
      fields: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    }));
    return { records, dropped: [] };
  } catch (cause) {
    throw new StorageError({
      path,
      message: `${path} is no readable Parquet file (${bytes.length} bytes): ${errorMessage(cause)}`,
      nextStep: 'Download or write it again.',
      cause,
    });
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  return value;
}
