import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

it('README shows an example that runs as it stands', async () => {
  const source = readFileSync(join(root, 'examples/share-pairs.ts'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  const folder = mkdtempSync(join(tmpdir(), 'roro-readme-'));
  const workingDirectory = process.cwd();
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    process.chdir(folder);
    await import('../examples/share-pairs.js');
    const [first, ...queries] = log.mock.calls.flat();
    expect(first).toBe('6 pairs, 2 left out');
    expect(queries.sort()).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5']);
  } finally {
    log.mockRestore();
    process.chdir(workingDirectory);
    rmSync(folder, { recursive: true, force: true });
  }
});
