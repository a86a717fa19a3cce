import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectRedis } from './connect-redis.js';
import { hasRedis, noRedis, startRedis } from './test/index.js';

describe('connectRedis without a Redis', () => {
  it('says where it looked and how to start one', async () => {
    const error = await connectRedis('redis://user:secret@127.0.0.1:1', { name: 'a', patience: 0.3 }).catch(
      (refused: unknown) => refused,
    );
    expect(String(error)).toMatch(/Redis at 127\.0\.0\.1:1.*ECONNREFUSED.*redis-server/);
    expect(String(error)).not.toContain('secret');
  });

  it('does not take another server for one', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const connecting = connectRedis(`redis://127.0.0.1:${port}`, { name: 'a', patience: 0.5 });
    await expect(connecting).rejects.toThrow(/nothing there answers as one/);
    server.close();
  });
});

describe('connectRedis', () => {
  beforeEach((context) => {
    if (!hasRedis()) context.skip(noRedis);
  });

  it('says that a password is wrong, at once', async () => {
    const server = await startRedis();
    try {
      const admin = await connectRedis(server.url, { name: 'admin' });
      await admin.config('SET', 'requirepass', 'right');
      const wrong = server.url.replace('redis://', 'redis://:wrong-one@');
      const begin = performance.now();
      for (const url of [wrong, server.url]) {
        const error = await connectRedis(url, { name: 'a' }).catch((refused: unknown) => refused);
        expect(String(error)).toMatch(/refuses this user.*redis:\/\/user:password@/);
        expect(String(error)).not.toContain('wrong-one');
      }
      expect(performance.now() - begin).toBeLessThan(4000);
      admin.disconnect();
    } finally {
      await server.close();
    }
  });

  it('tells of a connection that is lost and back, and loses no command', async () => {
    const server = await startRedis();
    const notes: string[] = [];
    const redis = await connectRedis(server.url, { name: 'a', onNote: (text) => notes.push(text) });
    try {
      await redis.set('kept', '1');
      await server.kill();
      const counted = redis.incr('kept');
      await server.start();
      expect(await counted).toBe(2);
      expect(notes).toEqual([
        expect.stringContaining('Lost Redis at 127.0.0.1'),
        expect.stringContaining('is back'),
      ]);
    } finally {
      redis.disconnect();
      await server.close();
    }
  });
});
