import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import type { Row } from './trainer-rows.js';

const messages: SchemaElement[] = [
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
  text('role'),
  text('content'),
];

/**
 * Rows as a Parquet file: text, 32-bit whole numbers, lists of messages and groups, nothing null.
 *
 * @param rows at least one, all with the same columns
 */
export function rowsParquet(rows: readonly Row[]): Uint8Array {
  const [first = {}] = rows;
  const names = Object.keys(first);
  const schema: SchemaElement[] = [
    { name: 'root', num_children: names.length },
    ...names.flatMap((name) => elementsOf(name, first[name])),
  ];
  const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

function elementsOf(name: string, value: Row[string] | undefined): SchemaElement[] {
  if (typeof value === 'string') return [text(name)];
  if (typeof value === 'number') return [{ name, type: 'INT32', repetition_type: 'REQUIRED' }];
  if (Array.isArray(value)) {
    return [{ name, repetition_type: 'REQUIRED', converted_type: 'LIST', num_children: 1 }, ...messages];
  }
  const fields = Object.entries(value ?? {});
  return [
    { name, repetition_type: 'REQUIRED', num_children: fields.length },
    ...fields.flatMap(([field, entry]) => elementsOf(field, entry)),
  ];
}

function text(name: string): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
}
