import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ArtefactStore } from './artefact-store.js';
import { openArtefacts } from './open-artefacts.js';
import { pullFolder } from './pull-folder.js';
import { pushFolder } from './push-folder.js';
import { shardFormats } from './shard-format.js';
import { readManifest } from './shard-manifest.js';
import { type ShardSchema, trajectoryShards } from './shard-schema.js';
import { makeTrajectory } from './test/make-trajectory.js';

let folder = '';
let run = '';
let store: ArtefactStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-push-'));
  store = openArtefacts(join(folder, 'store'));
  run = join(folder, 'run');
  mkdirSync(join(run, 'trajectories'), { recursive: true });
  mkdirSync(join(run, 'policies/grpo'), { recursive: true });
  const lines = Array.from({ length: 300 }, (_, i) => `${JSON.stringify(makeTrajectory(i))}\n`);
  writeFileSync(join(run, 'trajectories/same.jsonl'), lines.join(''));
  // A crash cut its last line short.
  writeFileSync(join(run, 'steps.jsonl'), '{"address":"a","text":"ä"}\n["x"]\n{"addr');
  writeFileSync(join(run, 'empty.jsonl'), '');
  writeFileSync(join(run, 'config.json'), '{"seed":1}');
  writeFileSync(join(run, 'config.json.77.tmp'), '{"se');
  writeFileSync(join(run, 'policies/grpo/policy.safetensors'), Buffer.from([0, 255, 1, 254]));
});
afterEach(() => rmSync(folder, { recursive: true }));

const schemaOf = (path: string): ShardSchema<unknown> | undefined =>
  path.startsWith('trajectories/') ? trajectoryShards : undefined;
const files = (path: string): string[] => readdirSync(path, { recursive: true }).map(String).sort();

it.each(shardFormats)('%s: a folder comes back byte for byte', async (format) => {
  const index = await pushFolder(run, store, { format, schemaOf });
  expect(index.entries.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'file config.json',
    'shards empty.jsonl',
    'file policies/grpo/policy.safetensors',
    'shards steps.jsonl',
    'shards trajectories/same.jsonl',
  ]);
  expect((await readManifest(store.at('trajectories/same.jsonl')))?.schema.id).toBe('trajectory');
  const pulled = join(folder, 'pulled');
  expect(await pullFolder(store, pulled)).toEqual(index);
  expect(files(pulled)).toEqual(files(run).filter((name) => !name.endsWith('.tmp')));
  for (const path of [
    'trajectories/same.jsonl',
    'config.json',
    'policies/grpo/policy.safetensors',
    'empty.jsonl',
  ]) {
    expect(readFileSync(join(pulled, path)).equals(readFileSync(join(run, path))), path).toBe(true);
  }
  expect(readFileSync(join(pulled, 'steps.jsonl'), 'utf8')).toBe('{"address":"a","text":"ä"}\n["x"]\n');
  expect(files(folder)).not.toContain('pulled.pulling');
});

it('what is there is not overwritten, what is torn is not pulled', async () => {
  await pushFolder(run, store, { schemaOf });
  await expect(pullFolder(store, run)).rejects.toThrow(`${run} exists already.`);
  const pulled = join(folder, 'pulled');
  await expect(pullFolder(store.at('nothing'), pulled)).rejects.toThrow('has no folder.json');
  await store.write('config.json', Buffer.from('{"seed":2}'));
  await expect(pullFolder(store, pulled)).rejects.toThrow('config.json of');
  expect(existsSync(pulled)).toBe(false);
  // What the failed pull left is no obstacle.
  await pushFolder(run, store, { schemaOf });
  await pullFolder(store, pulled);
  expect(readFileSync(join(pulled, 'config.json'), 'utf8')).toBe('{"seed":1}');
});

it('an index cannot write outside its folder', async () => {
  const index = { version: 1, entries: [{ kind: 'file', path: '../escaped', bytes: 0, sha256: '' }] };
  await store.write('folder.json', Buffer.from(JSON.stringify(index)));
  await expect(pullFolder(store, join(folder, 'pulled'))).rejects.toThrow('cannot name an artefact');
  expect(existsSync(join(folder, 'escaped'))).toBe(false);
});

it('a line that does not fit is named by its file', async () => {
  writeFileSync(join(run, 'trajectories/same.jsonl'), '{"version":2}\n');
  await expect(pushFolder(run, store, { schemaOf })).rejects.toThrow('is no trajectory of version 1');
  writeFileSync(join(run, 'trajectories/same.jsonl'), '{"version"\n');
  await expect(pushFolder(run, store, { schemaOf })).rejects.toThrow('same.jsonl:1 is not valid JSON');
});
