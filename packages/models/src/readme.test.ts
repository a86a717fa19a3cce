import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { countingServer } from './test/counting-server.js';

const root = join(import.meta.dirname, '..');

it('README shows an example that runs as it stands, against two servers', async () => {
  const source = readFileSync(join(root, 'examples/own-models.ts'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  const servers = await Promise.all(
    ['Qwen/Qwen3-1.7B', 'Qwen/Qwen3-14B'].map((id) =>
      countingServer({ listed: [{ id, max_model_len: 40960 }] }),
    ),
  );
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.stubEnv('SMALL_URL', servers[0]?.url ?? '');
  vi.stubEnv('LARGE_URL', servers[1]?.url ?? '');
  try {
    await import('../examples/own-models.js');
    const [table, answer] = log.mock.calls;
    expect(String(table?.[0])).toMatch(/^ +small {2}large\nreachable +yes +yes\n/);
    expect(String(table?.[0])).not.toMatch(/ no\b/);
    expect(answer?.[0]).toEqual([{ type: 'text', text: ' 4' }]);
    expect(answer?.[1]).toMatchObject({ stopSequence: ',', tokens: expect.any(Array) });
  } finally {
    vi.unstubAllEnvs();
    log.mockRestore();
    await Promise.all(servers.map((server) => server.close()));
  }
});
