import type { z } from 'zod';

/**
 * How the records of a shard are written. `jsonl`, `jsonl.gz` and `jsonl.zst`: one JSON text a line, plain or compressed as a whole.
 * `parquet`: a column a field (nested fields as JSON text), in row groups, compressed by Zstandard. Zstandard needs Node 22.15.
 */
export const shardFormats = ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'] as const;
export type ShardFormat = (typeof shardFormats)[number];

/** Takes the records of one shard and gives its bytes: the same records, the same bytes. */
export interface ShardEncoder {
  /** @returns characters of the record as JSON */
  add(record: unknown): number;
  finish(): Promise<Uint8Array>;
}

export async function shardEncoder(format: ShardFormat, schema: z.ZodType): Promise<ShardEncoder> {
  if (format === 'parquet') {
    const { ParquetEncoder } = await import('./parquet-encoder.js');
    return new ParquetEncoder(schema);
  }
  const { JsonLinesEncoder } = await import('./json-lines.js');
  return new JsonLinesEncoder(format);
}

/**
 * The records of a shard, not yet held against their schema.
 *
 * @param characters of its records, as its manifest says: a shard that unpacks to more is refused
 */
export async function* decodeShard(
  format: ShardFormat,
  bytes: Uint8Array,
  characters: number,
): AsyncGenerator<unknown, void> {
  if (format === 'parquet') {
    const { decodeParquet } = await import('./decode-parquet.js');
    yield* decodeParquet(bytes);
    return;
  }
  const { decodeJsonLines } = await import('./json-lines.js');
  yield* await decodeJsonLines(format, bytes, characters);
}
