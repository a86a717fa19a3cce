import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random, type Trajectory } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ArtefactStore } from './artefact-store.js';
import { mergeShards } from './merge-shards.js';
import { openArtefacts } from './open-artefacts.js';
import { readShards } from './read-shards.js';
import { trajectoryShards as schema } from './shard-schema.js';
import { SortBuckets } from './sort-buckets.js';
import { makeTrajectory } from './test/make-trajectory.js';
import { writeShards } from './write-shards.js';

let folder = '';
let root: ArtefactStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-merge-test-'));
  root = openArtefacts(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const trajectories = Array.from({ length: 40 }, (_, i) => makeTrajectory(i));

async function worker(name: string, records: readonly Trajectory[]): Promise<ArtefactStore> {
  await writeShards(records, { to: root.at(name), schema, recordsPerShard: 6 });
  return root.at(name);
}

it('is the same whoever wrote what', async () => {
  const a = await worker('a', trajectories.slice(0, 25));
  const b = await worker('b', trajectories.slice(25));
  const shuffled = new Random('merge', 1).shuffle(trajectories);
  const c = await worker('c', shuffled.slice(0, 10));
  const d = await worker('d', shuffled.slice(10, 11));
  const e = await worker('e', shuffled.slice(11));
  const first = await mergeShards([a, b], { to: root.at('one'), schema, recordsPerShard: 15 });
  const second = await mergeShards([e, c, d], { to: root.at('two'), schema, recordsPerShard: 15 });
  expect(first).toEqual(second);
  expect(first).toMatchObject({ duplicates: 0, conflicts: 0, manifest: { records: 40 } });
  const merged: Trajectory[] = [];
  for await (const record of readShards(root.at('one'), schema)) merged.push(record);
  const byId = (x: Trajectory, y: Trajectory): number => x.sample - y.sample;
  expect(merged.sort(byId)).toEqual(trajectories);
});

it('a job that was done twice counts once; where it differs, the order of the workers does not matter', async () => {
  const a = await worker('a', trajectories.slice(0, 10));
  const again = trajectories.slice(5, 15).map((each, i) => (i === 0 ? { ...each, seed: 2 } : each));
  const b = await worker('b', again);
  const one = await mergeShards([a, b], { to: root.at('one'), schema });
  const two = await mergeShards([b, a], { to: root.at('two'), schema });
  expect(one).toMatchObject({ duplicates: 4, conflicts: 1, manifest: { records: 15 } });
  expect(two).toEqual(one);
  for await (const { id, seed } of readShards(root.at('one'), schema)) expect(seed, id).toBe(1);
});

it('a worker that did not finish is named, and nothing is left behind', async () => {
  const a = await worker('a', trajectories);
  const leftovers = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('roro-merge-') && !folder.endsWith(name));
  const before = leftovers();
  await expect(mergeShards([a, root.at('b')], { to: root.at('c'), schema })).rejects.toThrow(
    `${root.at('b').url} has no manifest.json`,
  );
  await mergeShards([a], { to: root.at('c'), schema });
  expect(leftovers()).toEqual(before);
});

it('sorts by way of files, however many', () => {
  const random = new Random('buckets', 1);
  const keys = Array.from({ length: 500 }, () =>
    Array.from({ length: 64 }, () => random.integer(0, 15).toString(16)).join(''),
  );
  for (const count of [0, 1, 7, 1000]) {
    const buckets = new SortBuckets(folder, count);
    for (const key of keys) buckets.add(key, `{"key":"${key.slice(0, 4)}"}`);
    buckets.close();
    expect([...buckets.sorted()].map(({ key }) => key)).toEqual([...keys].sort());
  }
});
