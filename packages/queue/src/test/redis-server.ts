import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '../connect-redis.js';

/** A Redis of a test's own, on a free port of 127.0.0.1, which keeps every write before it answers. */
export interface RedisServer {
  url: string;
  /** As the power cut does: no chance to clean up. */
  kill(): Promise<void>;
  /** On the same port, with what it had kept. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Is there a Redis to test with? */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Why a test that needs one was left out. */
export const noRedis = 'There is no redis-server on the path: `node scripts/install-redis.mjs` installs it.';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** @throws Error where it does not answer within 10 s */
export async function startRedis(more: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'roro-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const persistence = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    const address = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
    const started = spawn('redis-server', [...address, ...persistence, '--loglevel', 'warning', ...more], {
      stdio: 'ignore',
    });
    child = started;
    running.add(started);
    started.once('exit', () => running.delete(started));
    const redis = await connectRedis(url, { name: 'test', patience: 10 });
    redis.disconnect();
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    url,
    kill,
    start,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
