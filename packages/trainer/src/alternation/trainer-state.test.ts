import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TrainerState } from './trainer-state.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const judge = (round: number) => ({ phase: 'judge', round }) as const;
const rubricor = (round: number) => ({ phase: 'rubricor', round }) as const;
const at = (model: string) => ({ endpoint: { url: 'http://127.0.0.1:1/v1', model } });

it('finds the latest model of a role before a phase, whatever the order of the imports', () => {
  const path = join(folder, 'a', 'state.json');
  const state = new TrainerState(path);
  state.addImported({ ...judge(2), ...at('j2') });
  state.addImported({ ...judge(0), ...at('j0') });
  state.addImported({ ...judge(1), ...at('old') });
  state.addImported({ ...judge(1), ...at('j1') });
  state.addTrained({ ...rubricor(1), output: 'out' });
  const read = new TrainerState(path);
  const before = (phase: Parameters<TrainerState['importedBefore']>[1]) =>
    read.importedBefore('judge', phase)?.endpoint.model;
  expect([judge(1), rubricor(1), judge(2), rubricor(2), judge(3)].map(before)).toEqual([
    'j0',
    'j1',
    'j1',
    'j2',
    'j2',
  ]);
  expect(read.importedBefore('rubricor', judge(3))).toBeUndefined();
  expect(read.trainedBefore('rubricor', judge(2))?.output).toBe('out');
  expect(read.trainedBefore('rubricor', rubricor(1))).toBeUndefined();
  expect(read.importedFrom(judge(1))?.endpoint.model).toBe('j1');
  // Nothing is left of the writing.
  expect(readdirSync(join(folder, 'a'))).toEqual(['state.json']);
});

it('refuses a file that is none', () => {
  const path = join(folder, 'state.json');
  writeFileSync(path, '{"version":1,"trained":[{"phase":"judge","round":0,"output":"x"}],"imported":[]}');
  expect(() => new TrainerState(path)).toThrow(StorageError);
  expect(() => new TrainerState(path)).toThrow(/trained\.0\.round/);
});
