import type { SchemaElement } from 'hyparquet-writer';
import { z } from 'zod';

/** A field of a record as a column. `json`: its JSON text, for everything that is no plain value. */
export interface ParquetColumn {
  name: string;
  kind: 'string' | 'boolean' | 'integer' | 'number' | 'json';
  isRequired: boolean;
}

/** Name of the only column where records are no objects of known fields. */
export const wholeRecord = 'record';

const kinds: Record<string, ParquetColumn['kind']> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'integer',
  number: 'number',
};

/** The columns of a kind of record, in the order of its schema. */
export function parquetColumns(schema: z.ZodType): ParquetColumn[] {
  const { properties, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if (properties === undefined) return [{ name: wholeRecord, kind: 'json', isRequired: true }];
  return Object.entries(properties).map(([name, property]) => {
    const type = typeof property === 'object' && typeof property.type === 'string' ? property.type : '';
    return { name, kind: kinds[type] ?? 'json', isRequired: required.includes(name) };
  });
}

const elements: Record<ParquetColumn['kind'], Omit<SchemaElement, 'name'>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  // As text: columns that are marked as JSON are bytes to DuckDB, or are encoded by the library once more.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

export function parquetSchema(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(
      ({ name, kind, isRequired }): SchemaElement => ({
        ...elements[kind],
        name,
        repetition_type: isRequired ? 'REQUIRED' : 'OPTIONAL',
      }),
    ),
  ];
}

/** Key of the file's metadata that names the columns with JSON text, joined by commas. */
export const jsonColumnsKey = 'roro.json-columns';
