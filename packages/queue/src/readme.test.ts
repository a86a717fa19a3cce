import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { squares } from '../examples/squares.js';
import { hasRedis, noRedis, startRedis } from './test/index.js';

it('the README shows an example that runs as it stands', async (context) => {
  const root = join(import.meta.dirname, '..');
  const source = readFileSync(join(root, 'examples', 'squares.ts'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  if (!hasRedis()) context.skip(noRedis);
  const server = await startRedis();
  try {
    expect(await squares(server.url, [2, 3, 4])).toEqual([4, 9, 16]);
  } finally {
    await server.close();
  }
});
