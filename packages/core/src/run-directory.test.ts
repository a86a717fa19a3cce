import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from './content-hash.js';
import { RunDirectory } from './run-directory.js';

const folder = () => mkdtempSync(join(tmpdir(), 'roro-runs-'));
const manifest = { packages: { '@roro/core': '0.0.0' }, seed: 1 };

describe('RunDirectory', () => {
  it('writes config and manifest, resumes with the same configuration, refuses another', () => {
    const root = folder();
    const run = RunDirectory.create({ root, id: 'first', config: { a: 1, b: 2 }, manifest });
    expect(run.resumed).toBe(false);
    expect(run.manifest()).toMatchObject({ id: 'first', seed: 1, version: 1 });
    expect(run.config()).toEqual({ a: 1, b: 2 });
    expect(RunDirectory.create({ root, id: 'first', config: { b: 2, a: 1 }, manifest }).resumed).toBe(true);
    expect(() => RunDirectory.create({ root, id: 'first', config: { a: 2 }, manifest })).toThrow(
      /another configuration/,
    );
  });

  it('appends records and reads them back', () => {
    const run = RunDirectory.create({ root: folder(), id: 'r', config: {}, manifest });
    const writer = run.append('metrics.jsonl');
    writer.append({ update: 1 });
    writer.close();
    expect(run.read(z.object({ update: z.number() }), 'metrics.jsonl')).toEqual([{ update: 1 }]);
  });

  it('names the nearest run where one is missing', () => {
    const root = folder();
    RunDirectory.create({ root, id: 'default', config: {}, manifest });
    expect(() => RunDirectory.open('defualt', root)).toThrow(/Did you mean "default"/);
    expect(() => RunDirectory.open('x', join(root, 'nowhere'))).toThrow(/Make one with `roro run`/);
    expect(RunDirectory.open('default', root).config()).toEqual({});
  });

  it('refuses ids that would leave the folder, and foreign manifests', () => {
    const root = folder();
    expect(() => RunDirectory.create({ root, id: '../up', config: {}, manifest })).toThrow(
      /cannot name a run/,
    );
    mkdirSync(join(root, 'odd'));
    writeFileSync(join(root, 'odd', 'manifest.json'), '{"version":9}');
    expect(() => RunDirectory.create({ root, id: 'odd', config: {}, manifest })).toThrow(/not a manifest/);
    writeFileSync(join(root, 'odd', 'manifest.json'), '{"vers');
    expect(() => RunDirectory.create({ root, id: 'odd', config: {}, manifest })).toThrow(/not valid JSON/);
    expect(readFileSync(join(root, 'odd', 'manifest.json'), 'utf8')).toBe('{"vers');
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and keeps arrays', () => {
    expect(canonicalJson({ b: [2, { d: 1, c: 0 }], a: null })).toBe('{"a":null,"b":[2,{"c":0,"d":1}]}');
  });
});
