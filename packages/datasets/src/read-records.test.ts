import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRecords } from './read-records.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

it('JSON lines: every line is a record or a reason', async () => {
  const path = file('q.jsonl', '{"a": 1}\n\n{"a": \n[1]\n"text"\r\n{"b": "x"}');
  const { records, dropped, columns } = await readRecords(path);
  expect(records).toEqual([
    { line: 1, fields: { a: 1 } },
    { line: 6, fields: { b: 'x' } },
  ]);
  expect(dropped.map(({ line }) => line)).toEqual([3, 4, 5]);
  expect(dropped[1]?.reason).toBe('expected a JSON object, got a list');
  expect(columns).toEqual(['a', 'b']);
});

it('tables: quotes, line breaks in cells, and rows with too many cells', async () => {
  const { records, dropped } = await readRecords(file('q.csv', '\uFEFFq,a\n"1, or\n2?",x\n3,4,5\n6,7\n'));
  expect(records).toEqual([
    { line: 2, fields: { q: '1, or\n2?', a: 'x' } },
    { line: 5, fields: { q: '6', a: '7' } },
  ]);
  expect(dropped).toHaveLength(1);
  expect(dropped[0]).toMatchObject({
    line: 4,
    reason: expect.stringContaining('columns length is 2, got 3'),
  });
  expect((await readRecords(file('q.tsv', 'q\ta\n1\t2\n'))).records[0]?.fields).toEqual({ q: '1', a: '2' });
  await expect(readRecords(file('twice.csv', 'q,q\n1,2\n'))).rejects.toThrow('names the column "q" twice');
  await expect(readRecords(file('quote.csv', 'q,a\n"1,2\n'))).rejects.toThrow('no readable table');
});

it('Parquet: texts, lists and whole numbers of 64 bits', async () => {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'q', data: ['one', 'two'], type: 'STRING' },
      { name: 'n', data: [5n, 9007199254740993n], type: 'INT64' },
      { name: 'list', data: [['a', 'b'], []], type: 'JSON' },
    ],
  });
  const { records } = await readRecords(file('q.parquet', new Uint8Array(buffer)));
  expect(records).toEqual([
    { line: 1, fields: { q: 'one', n: 5, list: ['a', 'b'] } },
    { line: 2, fields: { q: 'two', n: '9007199254740993', list: [] } },
  ]);
  await expect(readRecords(file('bad.parquet', 'no parquet'))).rejects.toThrow(
    'no readable Parquet file (10 bytes)',
  );
});

it('a missing, empty or unknown file: what to do', async () => {
  await expect(readRecords(join(folder, 'none.jsonl'))).rejects.toThrow(StorageError);
  await expect(readRecords(file('empty.jsonl', '\n'))).rejects.toThrow('holds no record (1 bytes)');
  await expect(readRecords(file('empty.csv', ''))).rejects.toThrow('holds no record (0 bytes)');
  await expect(readRecords(file('q.xlsx', 'x'))).rejects.toThrow(ConfigurationError);
});
