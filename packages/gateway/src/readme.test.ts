import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

test('the README shows an example that runs as it stands', async () => {
  const source = readFileSync(join(root, 'examples/first-gateway.ts'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  const folder = mkdtempSync(join(tmpdir(), 'roro-readme-'));
  const workingDirectory = process.cwd();
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    process.chdir(folder);
    await import('../examples/first-gateway.js');
    expect(log.mock.calls).toEqual([['42']]);
  } finally {
    vi.restoreAllMocks();
    process.chdir(workingDirectory);
    rmSync(folder, { recursive: true, force: true });
  }
});
