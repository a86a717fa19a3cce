import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StorageError } from './errors.js';
import { JsonlWriter, readJsonl, writeJsonlFile } from './jsonl.js';
import { storageError, writeFileAtomic, writeJsonFile } from './storage.js';

const folder = () => mkdtempSync(join(tmpdir(), 'roro-storage-'));
const record = z.object({ n: z.number() });

describe('JSONL', () => {
  it('reads back what was appended (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string({ unit: 'binary' }), n: fc.integer() }), { maxLength: 20 }),
        (rows) => {
          const path = join(folder(), 'rows.jsonl');
          const writer = new JsonlWriter(path);
          writer.appendAll(rows);
          writer.close();
          expect(readJsonl(path, z.object({ text: z.string(), n: z.number() })).records).toEqual(rows);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('returns a torn last line instead of a record, and appending cuts it off first', () => {
    const path = join(folder(), 'rows.jsonl');
    writeFileSync(path, '{"n":1}\n{"n":2}\n{"n":');
    expect(readJsonl(path, record)).toEqual({ records: [{ n: 1 }, { n: 2 }], tornLine: '{"n":' });
    const writer = new JsonlWriter(path);
    writer.append({ n: 3 });
    writer.close();
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
  });

  it('recovers a file that is one torn line longer than a read block', () => {
    const path = join(folder(), 'rows.jsonl');
    writeFileSync(path, `{"n":1}\n${'x'.repeat(200000)}`);
    new JsonlWriter(path).close();
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n');
  });

  it('names the line of a bad record', () => {
    const path = join(folder(), 'rows.jsonl');
    writeFileSync(path, '{"n":1}\n{"n":"two"}\n');
    expect(() => readJsonl(path, record)).toThrow(/rows\.jsonl:2 .* at n/);
    writeFileSync(path, '{"n":1}\nnot json\n');
    expect(() => readJsonl(path, record)).toThrow(/rows\.jsonl:2 is not valid JSON/);
  });

  it('reads and writes files of many blocks, characters that lie across two of them included', () => {
    const path = join(folder(), 'large.jsonl');
    const schema = z.object({ n: z.number(), text: z.string() });
    const records = Array.from({ length: 30_000 }, (_, n) => ({ n, text: 'ä€𝄞'.repeat((n * 7) % 41) }));
    writeJsonlFile(path, records);
    expect(statSync(path).size).toBeGreaterThan(5e6);
    expect(readFileSync(path, 'utf8')).toBe(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    expect(readJsonl(path, schema)).toEqual({ records });
    appendFileSync(path, '{"n":1,"te');
    expect(readJsonl(path, schema)).toEqual({ records, tornLine: '{"n":1,"te' });
    writeJsonlFile(path, []);
    expect(readJsonl(path, schema)).toEqual({ records: [] });
  });

  it('treats a missing file as empty', () => {
    expect(readJsonl(join(folder(), 'none.jsonl'), record)).toEqual({ records: [] });
  });
});

describe('atomic writes', () => {
  it('replace the whole file and leave nothing beside it', () => {
    const directory = folder();
    const path = join(directory, 'deep', 'file.json');
    writeJsonFile(path, { a: 1 });
    writeJsonFile(path, { a: 2 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ a: 2 });
    expect(readdirSync(join(directory, 'deep'))).toEqual(['file.json']);
  });

  it('keep the old file when the new one cannot be written', () => {
    const directory = folder();
    const path = join(directory, 'file.json');
    writeFileAtomic(path, 'old');
    appendFileSync(join(directory, 'plain'), '');
    expect(() => writeFileAtomic(join(directory, 'plain', 'below.json'), 'new')).toThrow(StorageError);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('a full disk', () => {
  // /dev/full answers every write with ENOSPC: the real error of the operating system, on Linux.
  const onLinux = existsSync('/dev/full');

  it('is a StorageError that says what to do', () => {
    if (!onLinux) process.stderr.write('No /dev/full on this system: only the error text is checked.\n');
    const attempt = () => {
      if (!onLinux)
        throw storageError('/disk/file', 'append to', Object.assign(new Error(), { code: 'ENOSPC' }));
      const writer = new JsonlWriter('/dev/full');
      try {
        writer.append({ n: 1 });
      } finally {
        writer.close();
      }
    };
    expect(attempt).toThrow(StorageError);
    expect(attempt).toThrow(/ENOSPC.*disk is full.*everything written so far is kept/);
  });
});
