import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, StorageError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { downloadFile } from './download-file.js';

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));
const checksum = createHash('sha256').update(content).digest('hex');

let folder = '';
let server: Server;
let url = '';
let requests: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-download-'));
  requests = [];
  answer = serve;
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** A server that knows ranges. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= content.length) {
    response.writeHead(416).end();
    return;
  }
  const body = content.subarray(from);
  response.writeHead(from === 0 ? 200 : 206, { 'content-length': body.length }).end(body);
}

/** Declares the whole file and hangs up after half of it. */
function breakOff(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': content.length });
  response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 30));
}

it('downloads, verifies and reports progress', async () => {
  const path = join(folder, 'deep', 'file.bin');
  const done: number[] = [];
  const got = await downloadFile({
    url,
    path,
    sha256: checksum,
    onProgress: (event) => done.push(event.done),
  });
  expect(got).toBe(checksum);
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(existsSync(`${path}.part`)).toBe(false);
  expect(done.at(-1)).toBe(content.length);
});

it('goes on where a broken download stopped', async () => {
  const path = join(folder, 'file.bin');
  answer = breakOff;
  await expect(downloadFile({ url, path, sha256: checksum })).rejects.toThrow(StorageError);
  expect(existsSync(path)).toBe(false);
  const have = statSync(`${path}.part`).size;
  expect(have).toBe(100_000);
  answer = serve;
  await downloadFile({ url, path, sha256: checksum });
  expect(requests.at(-1)?.headers.range).toBe('bytes=100000-');
  expect(readFileSync(path).equals(content)).toBe(true);
});

it('begins anew where the server knows no ranges, or what is there is no beginning of the file', async () => {
  const path = join(folder, 'file.bin');
  writeFileSync(`${path}.part`, 'something else');
  answer = (_request, response) => response.writeHead(200, { 'content-length': content.length }).end(content);
  expect(await downloadFile({ url, path, sha256: checksum })).toBe(checksum);
  writeFileSync(`${path}.part`, Buffer.concat([content, content]));
  answer = serve;
  expect(await downloadFile({ url, path, sha256: checksum })).toBe(checksum);
});

it('another file than the checksum names is not kept', async () => {
  const path = join(folder, 'file.bin');
  writeFileSync(path, 'old');
  await expect(downloadFile({ url, path, sha256: 'f'.repeat(64) })).rejects.toThrow(
    `SHA-256 ${'f'.repeat(64)}, got ${checksum}`,
  );
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(existsSync(`${path}.part`)).toBe(false);
});

it('no server, a refusal, missing terms: the next step', async () => {
  const path = join(folder, 'file.bin');
  const withoutNetwork = 'Or put the file there yourself.';
  answer = (_request, response) => response.writeHead(404).end();
  await expect(downloadFile({ url, path, withoutNetwork })).rejects.toThrow(
    'answered with status 404. Or put the file there yourself.',
  );
  answer = (_request, response) => response.writeHead(401).end();
  await expect(downloadFile({ url, path, withoutNetwork })).rejects.toThrow(/set HF_TOKEN/);
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await expect(downloadFile({ url: `http://127.0.0.1:${port}/x`, path, withoutNetwork })).rejects.toThrow(
    /failed: ECONNREFUSED\. Check the network and run the same command again; what has arrived is kept\. Or put/,
  );
});

it('stops on a signal and keeps what has arrived', async () => {
  const path = join(folder, 'file.bin');
  const controller = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 50_000), () => setTimeout(() => controller.abort(), 30));
  };
  await expect(downloadFile({ url, path, signal: controller.signal })).rejects.toThrow(AbortError);
  expect(statSync(`${path}.part`).size).toBe(50_000);
});
