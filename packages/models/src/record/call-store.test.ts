import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentHash, StorageError } from '@roro/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UpstreamCall } from './call-record.js';
import { CallStore } from './call-store.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-calls-'));
  path = join(folder, 'calls.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function callOf(name: string): UpstreamCall {
  const model = { provider: 'test', modelId: 'm' };
  return { key: contentHash(name), kind: 'generate', model, request: { name } };
}

const answers = (store: CallStore, name: string, count: number): unknown[] =>
  Array.from({ length: count }, () => store.next(callOf(name).key)?.response);

test('calls that are alike come back in the order in which they began, then the last one again', () => {
  const store = new CallStore(folder);
  const [first, second, third] = [
    store.begin(callOf('a')),
    store.begin(callOf('a')),
    store.begin(callOf('a')),
  ];
  third({ response: 'third', seconds: 3 });
  first({ response: 'first', seconds: 1 });
  // The second was aborted: nothing was written of it.
  expect(second).toBeTypeOf('function');
  store.begin(callOf('b'))({ response: 'other', seconds: 0 });
  store.close();
  for (const reader of [store, new CallStore(folder)]) {
    expect(answers(reader, 'a', 4)).toEqual(['first', 'third', 'third', 'third']);
    expect(answers(reader, 'b', 2)).toEqual(['other', 'other']);
    expect(reader.next(callOf('c').key)).toBeUndefined();
  }
  expect(new CallStore(folder).records.map(({ sequence }) => sequence)).toEqual([0, 2, 0]);
});

test('reading leaves the folder as it is; what is recorded later goes on after what is there', () => {
  const nowhere = join(folder, 'new');
  expect(new CallStore(nowhere).records).toEqual([]);
  expect(existsSync(nowhere)).toBe(false);
  for (const response of ['first', 'second']) {
    const store = new CallStore(nowhere);
    store.begin(callOf('a'))({ response, seconds: 0 });
    store.close();
  }
  expect(new CallStore(nowhere).records.map(({ sequence }) => sequence)).toEqual([0, 1]);
  expect(answers(new CallStore(nowhere), 'a', 2)).toEqual(['first', 'second']);
});

test('a last line that a crash cut short is dropped, and the next one stands on its own', () => {
  const store = new CallStore(folder);
  store.begin(callOf('a'))({ response: 'kept', seconds: 0 });
  store.close();
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, whole.slice(0, 40));
  const opened = new CallStore(folder);
  expect(opened.records).toHaveLength(1);
  opened.begin(callOf('b'))({ response: 'after', seconds: 0 });
  opened.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).response)).toEqual(['kept', 'after']);
  expect(`${lines[0]}\n`).toBe(whole);
});

test('a damaged line is an error that names it', () => {
  const store = new CallStore(folder);
  store.begin(callOf('a'))({ response: 'kept', seconds: 0 });
  store.close();
  const line = readFileSync(path, 'utf8');
  for (const damaged of [
    line.replace('"version":1', '"version":2'),
    line.replace('"response"', '"answer"'),
  ]) {
    writeFileSync(path, line + damaged);
    expect(() => new CallStore(folder)).toThrow(StorageError);
    expect(() => new CallStore(folder)).toThrow(/calls\.jsonl:2 does not fit/);
  }
});
