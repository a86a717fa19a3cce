import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { StorageError, ValidationError } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ArtefactStore } from './artefact-store.js';
import { openArtefacts } from './open-artefacts.js';
import { readShards } from './read-shards.js';
import { shardFormats } from './shard-format.js';
import { readManifest } from './shard-manifest.js';
import { lineShards, pairShards, type ShardSchema, trajectoryShards } from './shard-schema.js';
import { makeTrajectory } from './test/make-trajectory.js';
import { writeShards } from './write-shards.js';

let folder = '';
let to: ArtefactStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-shards-'));
  to = openArtefacts(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const trajectories = Array.from({ length: 25 }, (_, i) => makeTrajectory(i));
const schema = trajectoryShards;

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const record of records) list.push(record);
  return list;
}

describe.each(shardFormats)('%s', (format) => {
  it('gives back what it was given, in order and in shards', async () => {
    const manifest = await writeShards(trajectories, { to, schema, format, recordsPerShard: 10 });
    expect(manifest).toMatchObject({
      version: 1,
      schema: { id: 'trajectory', version: 1 },
      format,
      records: 25,
    });
    expect(manifest.shards.map(({ records }) => records)).toEqual([10, 10, 5]);
    expect(readdirSync(folder).sort()).toEqual(
      [...manifest.shards.map(({ name }) => name), 'manifest.json'].sort(),
    );
    for (const { name, bytes } of manifest.shards) expect(statSync(join(folder, name)).size).toBe(bytes);
    expect(await all(readShards(to, schema))).toEqual(trajectories);
  });

  it('the same records make the same bytes, elsewhere too', async () => {
    const first = await writeShards(trajectories, { to: to.at('a'), schema, format, recordsPerShard: 7 });
    const second = await writeShards(trajectories, { to: to.at('b'), schema, format, recordsPerShard: 7 });
    expect(second).toEqual(first);
    const other = await writeShards(trajectories.slice(1), {
      to: to.at('c'),
      schema,
      format,
      recordsPerShard: 7,
    });
    expect(other.shards[0]?.sha256).not.toBe(first.shards[0]?.sha256);
  });

  it('nothing is a data set too', async () => {
    expect(await writeShards([], { to, schema, format })).toMatchObject({ records: 0, shards: [] });
    expect(await all(readShards(to, schema))).toEqual([]);
  });

  it('lines of any form', async () => {
    const lines = [{ b: 1, a: [null, 'ä€😀'] }, ['x', 2], 'text', null, 0.1];
    await writeShards(lines, { to, schema: lineShards, format });
    expect(await all(readShards(to, lineShards))).toEqual(lines);
  });

  it('refuses a torn shard by its name', async () => {
    const { shards } = await writeShards(trajectories, { to, schema, format, recordsPerShard: 10 });
    const { name = '', bytes = 0 } = shards[1] ?? {};
    truncateSync(join(folder, name), bytes - 3);
    const read: string[] = [];
    const reading = (async () => {
      for await (const { id } of readShards(to, schema)) read.push(id);
    })();
    await expect(reading).rejects.toThrow(
      `Shard ${name} of ${to.url} is torn: expected ${bytes} bytes, found ${bytes - 3}.`,
    );
    await expect(reading).rejects.toBeInstanceOf(StorageError);
    expect(read).toHaveLength(10);
    const damaged = readFileSync(join(folder, shards[0]?.name ?? ''));
    damaged[20] = (damaged[20] as number) ^ 1;
    writeFileSync(join(folder, shards[0]?.name ?? ''), damaged);
    await expect(all(readShards(to, schema))).rejects.toThrow('is torn: expected SHA-256');
    rmSync(join(folder, shards[0]?.name ?? ''));
    await expect(all(readShards(to, schema))).rejects.toThrow('is torn: it is missing');
  });
});

it('JSON lines stay readable without this package', async () => {
  const { shards } = await writeShards(trajectories, { to, schema });
  const text = gunzipSync(readFileSync(join(folder, shards[0]?.name ?? ''))).toString();
  expect(text).toBe(trajectories.map((each) => `${JSON.stringify(each)}\n`).join(''));
  expect(shards[0]?.characters).toBe(text.length);
});

it('an absent field, null and false stay apart in Parquet', async () => {
  const optional: ShardSchema<{
    a?: number | null | undefined;
    b?: boolean | undefined;
    c?: string | undefined;
  }> = {
    id: 'optional',
    version: 1,
    record: z.object({
      a: z.number().nullable().optional(),
      b: z.boolean().optional(),
      c: z.string().optional(),
    }),
    key: JSON.stringify,
  };
  const records = [{ a: null }, {}, { a: 0, b: false, c: '' }, { c: 'x' }];
  await writeShards(records, { to, schema: optional, format: 'parquet' });
  expect(await all(readShards(to, optional))).toEqual(records);
  await expect(
    writeShards([{ a: 1, d: 2 } as object], {
      to: to.at('more'),
      schema: optional,
      format: 'parquet',
    }),
  ).rejects.toThrow('has a field "d", which its schema does not have');
});

it('Parquet in several row groups', async () => {
  const pairs = Array.from({ length: 2500 }, (_, i) => ({
    version: 1 as const,
    queryId: `q${i}`,
    chosen: 'a',
    rejected: 'b',
    reason: 'cost' as const,
    margin: i / 7,
  }));
  await writeShards(pairs, { to, schema: pairShards, format: 'parquet' });
  expect(await all(readShards(to, pairShards))).toEqual(pairs);
});

it('without a manifest nothing is readable, and the same call goes on', async () => {
  const failing = (function* () {
    yield* trajectories.slice(0, 15);
    throw new Error('the worker died');
  })();
  await expect(writeShards(failing, { to, schema, recordsPerShard: 5 })).rejects.toThrow('the worker died');
  expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
  await expect(all(readShards(to, schema))).rejects.toThrow('their writing did not end');
  const left = readdirSync(folder);
  expect(left.length).toBeGreaterThanOrEqual(2);
  const written: string[] = [];
  const watched: ArtefactStore = {
    url: to.url,
    at: (path) => to.at(path),
    read: (name) => to.read(name),
    digest: (name) => to.digest(name),
    remove: (name) => to.remove(name),
    write: (name, bytes) => {
      written.push(name);
      return to.write(name, bytes);
    },
  };
  await writeShards(trajectories, { to: watched, schema, recordsPerShard: 5 });
  expect(written).toHaveLength(6 - left.length);
  expect(written.at(-1)).toBe('manifest.json');
  expect(await all(readShards(to, schema))).toEqual(trajectories);
});

it('other records replace the old ones only when they are complete', async () => {
  const before = await writeShards(trajectories, { to, schema, recordsPerShard: 10 });
  const failing = (function* () {
    yield* trajectories.slice(5);
    throw new Error('the worker died');
  })();
  await expect(writeShards(failing, { to, schema, recordsPerShard: 10 })).rejects.toThrow('the worker died');
  expect(await readManifest(to)).toEqual(before);
  expect(await all(readShards(to, schema))).toEqual(trajectories);
  const after = await writeShards(trajectories.slice(0, 20), { to, schema, recordsPerShard: 10 });
  // The two shards that both have are kept, the last one of the old is gone.
  expect(after.shards).toEqual(before.shards.slice(0, 2));
  expect(existsSync(join(folder, before.shards[2]?.name ?? ''))).toBe(false);
  expect(await all(readShards(to, schema))).toEqual(trajectories.slice(0, 20));
});

it('takes records as they are needed, and fetches one shard ahead', async () => {
  const { shards } = await writeShards(trajectories, { to, schema, recordsPerShard: 5 });
  const fetched: string[] = [];
  const watched: ArtefactStore = {
    ...(to as ArtefactStore),
    url: to.url,
    at: (path) => to.at(path),
    read: (name) => {
      if (name !== 'manifest.json') fetched.push(name);
      return to.read(name);
    },
  };
  const records = readShards(watched, schema);
  await records.next();
  expect(fetched).toEqual(shards.slice(0, 2).map(({ name }) => name));
  for (let i = 0; i < 4; i++) await records.next();
  expect(fetched).toHaveLength(2);
  await records.next();
  expect(fetched).toHaveLength(3);
  await records.return(undefined);
});

it('records, shards and manifests that do not fit', async () => {
  const { correct: _correct, ...rest } = makeTrajectory(1);
  const bad = { ...rest, seed: 'one' } as never;
  const writing = writeShards([makeTrajectory(0), bad], { to, schema });
  await expect(writing).rejects.toThrow('Record 1 is no trajectory of version 1: seed:');
  await expect(writing).rejects.toBeInstanceOf(ValidationError);
  await expect(writeShards([], { to, schema, recordsPerShard: 0 })).rejects.toThrow(
    'expected a whole number from 1 on',
  );
  await writeShards([{ any: 'thing' }], { to, schema: lineShards });
  await expect(all(readShards(to, schema))).rejects.toThrow(
    'holds records "json-line" of version 1: expected "trajectory"',
  );
  const disguised = readFileSync(join(folder, 'manifest.json'), 'utf8').replace('json-line', 'trajectory');
  writeFileSync(join(folder, 'manifest.json'), disguised);
  await expect(all(readShards(to, schema))).rejects.toThrow(
    /Record 0 of shard 00000-\S+ of \S+ does not fit its schema at version/,
  );
  writeFileSync(join(folder, 'manifest.json'), disguised.replace(/"00000-/, '"../../00000-'));
  await expect(all(readShards(to, schema))).rejects.toThrow('is no manifest of version 1: shards.0.name');
  writeFileSync(join(folder, 'manifest.json'), '{');
  await expect(writeShards([], { to, schema })).rejects.toThrow('is no manifest of version 1');
});

it('a shard that unpacks to more than it says is refused', async () => {
  await writeShards([{ text: 'x'.repeat(10_000) }], { to, schema: lineShards });
  const path = join(folder, 'manifest.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"characters": \d+/, '"characters": 100'));
  await expect(all(readShards(to, lineShards))).rejects.toThrow('it cannot be unpacked');
});

it('stops when asked to', async () => {
  const stop = new AbortController();
  const { signal } = stop;
  await writeShards(trajectories, { to, schema, recordsPerShard: 5 });
  const records = readShards(to, schema, { signal });
  await records.next();
  stop.abort();
  await expect(records.next()).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(writeShards(trajectories, { to: to.at('b'), schema, signal })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});
