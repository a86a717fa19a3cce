import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheFolder, type DataEnvironment } from './cache-folder.js';
import { type CatalogueEntry, catalogue, findCatalogued, type HubFile } from './catalogue.js';
import { cachedPath, fetchCatalogued, hubUrl } from './fetch-catalogued.js';

const content = '{"q":"1+1?","a":"2"}\n';
const entry: CatalogueEntry = {
  id: 'mine',
  title: 'Mine',
  description: 'of the test',
  licence: 'MIT',
  source: 'here',
  repository: 'me/mine',
  revision: '0123456789abcdef0123456789abcdef01234567',
  files: { test: { path: 'data/test.jsonl', records: 1 } },
  columns: { prompt: 'q', answer: 'a' },
};
const file = entry.files.test as HubFile;

let folder = '';
let server: Server;
let environment: DataEnvironment;
let asked: { url: string | undefined; token: string | undefined }[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-fetch-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push({ url: request.url, token: request.headers.authorization });
    response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = {
    RORO_CACHE: folder,
    HF_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    HF_TOKEN: 'secret',
  };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

it('downloads once, at the pinned revision, and notes the checksum that nobody pinned', async () => {
  const path = await fetchCatalogued(entry, 'test', { environment });
  expect(path).toBe(join(folder, 'datasets/me/mine/0123456789ab/data/test.jsonl'));
  expect(asked).toEqual([
    { url: `/datasets/me/mine/resolve/${entry.revision}/data/test.jsonl`, token: 'Bearer secret' },
  ]);
  expect(readFileSync(`${path}.sha256`, 'utf8').trim()).toBe(
    createHash('sha256').update(content).digest('hex'),
  );
  expect(await fetchCatalogued(entry, 'test', { environment })).toBe(path);
  expect(asked).toHaveLength(1);
  writeFileSync(path, 'changed');
  await expect(fetchCatalogued(entry, 'test', { environment })).rejects.toThrow(/has changed: .* Delete it/);
});

it('a file that someone put there is held to the pinned checksum, and noted without one', async () => {
  const path = cachedPath(entry, file, environment);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  expect(await fetchCatalogued(entry, 'test', { environment })).toBe(path);
  expect(asked).toHaveLength(0);
  const pinned: CatalogueEntry = { ...entry, files: { test: { ...file, sha256: 'a'.repeat(64) } } };
  await expect(fetchCatalogued(pinned, 'test', { environment })).rejects.toThrow(
    `expected SHA-256 ${'a'.repeat(64)}`,
  );
});

it('without a network: where to put the file', async () => {
  const nowhere = { ...environment, HF_ENDPOINT: 'http://127.0.0.1:1' };
  await expect(fetchCatalogued(entry, 'test', { environment: nowhere })).rejects.toThrow(
    `put the file of Mine at ${cachedPath(entry, file, environment)}`,
  );
});

it('the cache folder follows RORO_CACHE, then XDG', () => {
  expect(cacheFolder({ RORO_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/roro');
  expect(cacheFolder({})).toMatch(/\.cache\/roro$/);
});

it('every entry of the catalogue is complete, pinned and found by its name', () => {
  for (const each of catalogue) {
    expect(findCatalogued(each.id)).toBe(each);
    expect(each.revision).toMatch(/^[0-9a-f]{40}$/);
    for (const own of Object.values(each.files)) {
      expect(own.sha256 ?? 'a'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
      expect(hubUrl(each, own, {})).toBe(
        `https://huggingface.co/datasets/${each.repository}/resolve/${each.revision}/${own.path}`,
      );
    }
  }
  expect(() => findCatalogued('gsm8')).toThrow('Unknown data set "gsm8". Did you mean "gsm8k"?');
});
