import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { jsonColumnsKey, wholeRecord } from './parquet-columns.js';
import { zstandard } from './zstandard.js';

/** The records of a Parquet shard, one row group in memory at a time. */
export async function* decodeParquet(bytes: Uint8Array): AsyncGenerator<unknown, void> {
  const { zstdDecompressSync } = zstandard();
  const compressors = {
    ZSTD: (input: Uint8Array, length: number) =>
      zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  };
  const file = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const metadata = parquetMetadata(file.slice(0));
  const named = metadata.key_value_metadata?.find(({ key }) => key === jsonColumnsKey)?.value ?? '';
  const jsonColumns = new Set(named.split(','));
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    for (const row of rows) yield recordOf(row, jsonColumns);
    rowStart = rowEnd;
  }
}

function recordOf(row: Record<string, unknown>, jsonColumns: ReadonlySet<string>): unknown {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined) continue;
    record[name] = jsonColumns.has(name)
      ? JSON.parse(value as string)
      : typeof value === 'bigint'
        ? Number(value)
        : value;
  }
  return jsonColumns.size === 1 && Object.keys(record).length === 1 && wholeRecord in record
    ? record[wholeRecord]
    : record;
}
