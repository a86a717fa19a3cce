import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openArtefacts } from './open-artefacts.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-artefacts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a path and its file: URL are the same folder', async () => {
  await openArtefacts(folder).at('a/b').write('c.json', Buffer.from('{}'));
  const store = openArtefacts(pathToFileURL(folder).href);
  expect(Buffer.from((await store.read('a/b/c.json')) ?? []).toString()).toBe('{}');
  // SHA-256 of "{}".
  expect(await store.digest('a/b/c.json')).toBe(
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  );
  await store.remove('a/b/c.json');
  await store.remove('a/b/c.json');
  expect(await store.read('a/b/c.json')).toBeUndefined();
  expect(await store.digest('a/b/c.json')).toBeUndefined();
});

it('no name leaves the folder', async () => {
  const store = openArtefacts(folder);
  for (const name of ['../x', '/etc/passwd', 'a//b', '.hidden', '', 'a/../b', 'a\\b']) {
    await expect(store.read(name), name).rejects.toThrow('cannot name an artefact');
    expect(() => store.at(name), name).toThrow('cannot name an artefact');
  }
});

it('an s3: URL says where a bucket is, and how it is printed', () => {
  expect(openArtefacts('s3://bucket').url).toBe('s3://bucket');
  expect(openArtefacts('s3://my-bucket/runs//one/').at('x').url).toBe('s3://my-bucket/runs/one/x');
  expect(openArtefacts('s3://bucket/a?endpoint=http://127.0.0.1:9000/&region=eu-central-1').url).toBe(
    's3://bucket/a?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=eu-central-1',
  );
});

it('what is no place', () => {
  for (const [url, message] of [
    ['gs://bucket/x', 'cannot be kept under "gs:"'],
    ['file://host/x', 'names no folder of this machine'],
    ['s3://UPPER_case/x', 'cannot name a bucket'],
    ['s3://bucket/x?endpiont=http://a', 'Did you mean "endpoint"?'],
    ['s3://bucket/x?endpoint=ftp://a', 'must be an http: or https: URL'],
    ['s3://bucket/x?endpoint=http://user:word@a', 'must be an http: or https: URL'],
    ['s3://bucket/../x y', 'cannot name an artefact'],
  ] as const) {
    expect(() => openArtefacts(url), url).toThrow(message);
  }
  for (const url of [
    's3://AKIAEXAMPLE:topsecret@bucket/x',
    's3://bucket/x?endpoint=http://me:topsecret@host',
  ]) {
    expect(() => openArtefacts(url)).not.toThrow('topsecret');
    expect(() => openArtefacts(url)).toThrow();
  }
});
