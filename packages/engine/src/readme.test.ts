import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonl, trajectorySchema } from '@roro/core';
import { describe, expect, it, vi } from 'vitest';
import { loopbackServer } from './scorers/test/loopback-server.js';

const root = join(import.meta.dirname, '..');

describe('README', () => {
  it('shows an example that runs as it stands', async () => {
    const source = readFileSync(join(root, 'examples/first-rollouts.ts'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
    const folder = mkdtempSync(join(tmpdir(), 'roro-readme-'));
    const workingDirectory = process.cwd();
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      process.chdir(folder);
      await import('../examples/first-rollouts.js');
      expect(log).toHaveBeenCalledWith('rollouts 8/8');
      const { records } = readJsonl(join(folder, 'runs/example/trajectories.jsonl'), trajectorySchema);
      expect(records).toHaveLength(8);
    } finally {
      log.mockRestore();
      process.chdir(workingDirectory);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('shows an example of scorers that runs as it stands, against a served reward model', async () => {
    const source = readFileSync(join(root, 'examples/step-scorers.ts'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
    const server = await loopbackServer(({ path, body }) => {
      if (path === '/tokenize') return { json: { count: 7 } };
      const steps = JSON.stringify(body).match(/[^>"]+(?=<extra_0>)/g) ?? [];
      const rows = steps.map((step) => (step.includes('43') ? [0.9, 0.1] : [0.1, 0.9]));
      return { json: { data: [{ data: rows }], usage: { prompt_tokens: 50 } } };
    });
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.stubEnv('PRM_URL', server.url);
    try {
      await import('../examples/step-scorers.js');
      expect(log.mock.calls[0]).toEqual(['large: 6*7=42, small: #42']);
      expect(log.mock.calls[1]?.[0]).toMatchObject({
        'Qwen/Qwen2.5-Math-PRM-7B': { scored: 14, calls: 2 },
        // The line that it wrote, and the digit of its rating of the draft that it replaced.
        large: { generated: 7, overhead: 1, calls: 2 },
      });
    } finally {
      vi.unstubAllEnvs();
      log.mockRestore();
      await server.close();
    }
  });

  it('shows an example of a routed model that runs as it stands', async () => {
    const source = readFileSync(join(root, 'examples/routed-model.ts'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      await import('../examples/routed-model.js');
      expect(log.mock.calls[0]).toEqual(['Six times seven is a product.\n\nIt is 42.']);
      expect(log.mock.calls[1]).toEqual(['38 tokens by both models']);
      expect(String(log.mock.calls[2])).toContain('"finish":"answered"');
    } finally {
      log.mockRestore();
    }
  });
});
