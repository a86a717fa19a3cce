import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonl, trajectorySchema } from '@roro/core';
import { describe, expect, it, vi } from 'vitest';

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
});
