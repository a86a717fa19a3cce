import { ValidationError } from '@roro/core';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import type { z } from 'zod';
import {
  jsonColumnsKey,
  type ParquetColumn,
  parquetColumns,
  parquetSchema,
  wholeRecord,
} from './parquet-columns.js';
import type { ShardEncoder } from './shard-format.js';
import { zstandard } from './zstandard.js';

/** A row group is unpacked as a whole: it ends at the first of both. */
const groupRecords = 1000;
const groupCharacters = 2 ** 23;

type Cell = string | boolean | number | bigint | undefined;

export class ParquetEncoder implements ShardEncoder {
  readonly #columns: readonly ParquetColumn[];
  readonly #names: ReadonlySet<string>;
  readonly #bytes = new ByteWriter(2 ** 20);
  readonly #writer: ParquetWriter;
  #cells: Cell[][] = [];
  #rows = 0;
  #characters = 0;

  constructor(schema: z.ZodType) {
    this.#columns = parquetColumns(schema);
    this.#names = new Set(this.#columns.map(({ name }) => name));
    const { zstdCompressSync } = zstandard();
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: parquetSchema(this.#columns),
      codec: 'ZSTD',
      compressors: { ZSTD: (input) => zstdCompressSync(input) },
      createdBy: 'roro',
      kvMetadata: [
        {
          key: jsonColumnsKey,
          value: this.#columns.flatMap(({ name, kind }) => (kind === 'json' ? name : [])).join(','),
        },
      ],
    });
    this.#clear();
  }

  add(record: unknown): number {
    const fields = this.#fields(record);
    let characters = 0;
    this.#columns.forEach(({ name, kind }, i) => {
      const value = fields[name];
      const cell = cellOf(kind, value);
      characters += typeof cell === 'string' ? cell.length : 8;
      (this.#cells[i] as Cell[]).push(cell);
    });
    this.#rows += 1;
    this.#characters += characters;
    if (this.#rows >= groupRecords || this.#characters >= groupCharacters) this.#writeGroup();
    return characters;
  }

  /** Fails on fields that have no column: they would be lost. */
  #fields(record: unknown): Record<string, unknown> {
    if (this.#names.size === 1 && this.#names.has(wholeRecord)) return { [wholeRecord]: record };
    const fields = record as Record<string, unknown>;
    const unknown = Object.keys(fields).find((name) => !this.#names.has(name));
    if (unknown === undefined) return fields;
    throw new ValidationError({
      message: `A record has a field "${unknown}", which its schema does not have: Parquet would lose it. Columns: ${[...this.#names].join(', ')}.`,
      nextStep: 'Add it to the schema, or use a JSON lines format.',
    });
  }

  #writeGroup(): void {
    const columnData = this.#columns.map(
      ({ name, kind }, i): ColumnSource => ({
        name,
        data: this.#cells[i] as Cell[],
        // Texts that hardly repeat: neither a dictionary nor bounds are worth their time.
        ...(kind === 'json' ? { encoding: 'PLAIN', statistics: false } : {}),
      }),
    );
    // The sink is memory, so nothing is awaited.
    void this.#writer.write({ columnData, rowGroupSize: this.#rows });
    this.#clear();
  }

  #clear(): void {
    this.#cells = this.#columns.map(() => []);
    this.#rows = 0;
    this.#characters = 0;
  }

  async finish(): Promise<Uint8Array> {
    if (this.#rows > 0) this.#writeGroup();
    await this.#writer.finish();
    return this.#bytes.getBytes();
  }
}

function cellOf(kind: ParquetColumn['kind'], value: unknown): Cell {
  if (value === undefined) return undefined;
  if (kind === 'json') return JSON.stringify(value);
  return kind === 'integer' ? BigInt(value as number) : (value as Cell);
}
