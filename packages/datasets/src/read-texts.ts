import type { Split } from '@roro/core';
import { findCatalogued } from './catalogue.js';
import type { NamedText } from './check-contamination.js';
import { type ColumnSchema, guessSchema, requireColumns } from './column-schema.js';
import { type FetchOptions, fetchCatalogued } from './fetch-catalogued.js';
import { readRecords } from './read-records.js';

/** Texts of a file; a record without one is only counted. */
export interface ReadTexts {
  path: string;
  texts: NamedText[];
  /** Records without a text in the column. */
  withoutText: number;
}

/**
 * The questions of a file, or of one split of a catalogued data set, as texts to compare. Answers are not needed, so that
 * training texts of any kind will do.
 *
 * @param source name in the catalogue, or path of a file (it has an ending)
 * @param split of a catalogued data set; one that it does not have falls back on the one it has
 * @param column default: by the usual names
 */
export async function readTexts(
  source: string,
  split: Split,
  { column, ...options }: FetchOptions & { column?: string } = {},
): Promise<ReadTexts> {
  const isFile = /\.[a-z]+$/i.test(source);
  const entry = isFile ? undefined : findCatalogued(source);
  const own = entry?.files[split] === undefined ? 'test' : split;
  const path = entry === undefined ? source : await fetchCatalogued(entry, own, options);
  const { records, dropped, columns } = await readRecords(path);
  const schema: ColumnSchema =
    column === undefined ? (entry?.columns ?? guessSchema(columns, path)) : { prompt: column };
  requireColumns({ prompt: schema.prompt }, columns, path);
  const texts = records.flatMap(({ line, fields }) => {
    const text = fields[schema.prompt];
    if (typeof text !== 'string' || text.trim() === '') return [];
    const id = schema.id === undefined ? undefined : fields[schema.id];
    return [{ id: id === undefined || id === null ? `line ${line}` : String(id), text }];
  });
  return { path, texts, withoutText: records.length + dropped.length - texts.length };
}
