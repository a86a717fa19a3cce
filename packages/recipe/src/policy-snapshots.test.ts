import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolicySnapshots, readSnapshots, snapshotUpdates } from './policy-snapshots.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-snapshots-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('equally spaced updates with both ends, each once', () => {
  expect(snapshotUpdates(30, 6)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  expect(snapshotUpdates(7, 3)).toEqual([0, 2, 5, 7]);
  expect(snapshotUpdates(3, 6)).toEqual([0, 1, 2, 3]);
  expect(snapshotUpdates(80, 1)).toEqual([0, 80]);
  expect(snapshotUpdates(30, 0)).toEqual([]);
});

test('keeps those and no others, with what had been spent, in the order of updates', () => {
  const snapshots = new PolicySnapshots(folder, 12, 2);
  for (let update = 0; update <= 12; update++) {
    snapshots.keep(
      update,
      () => Uint8Array.of(update),
      () => ({ rollouts: 10 + update, calls: 100 * update }),
    );
  }
  const path = (update: number): string => join(folder, `update-${update}.safetensors`);
  expect(readSnapshots(folder)).toEqual([
    { update: 0, rollouts: 10, calls: 0, path: path(0) },
    { update: 6, rollouts: 16, calls: 600, path: path(6) },
    { update: 12, rollouts: 22, calls: 1200, path: path(12) },
  ]);
  expect([...readFileSync(path(6))]).toEqual([6]);
  expect(readdirSync(folder)).toHaveLength(6);
});

test('weights without what they took are no snapshot yet; no folder holds none', () => {
  const snapshots = new PolicySnapshots(folder, 6);
  const fail = (): never => {
    throw new Error('stopped');
  };
  expect(() => snapshots.keep(3, () => Uint8Array.of(1), fail)).toThrow('stopped');
  expect(readdirSync(folder)).toEqual(['update-3.safetensors']);
  expect(readSnapshots(folder)).toEqual([]);
  expect(readSnapshots(join(folder, 'none'))).toEqual([]);
});
