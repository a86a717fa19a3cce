import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Example and what it prints; each stands in the README as it is. */
const examples: [name: string, run: () => Promise<unknown>, printed: unknown[][]][] = [
  [
    'learned-judge',
    () => import('../examples/learned-judge.js'),
    [[1], [expect.any(Number), 'it costs 0.40 of it']],
  ],
  ['llm-judge', () => import('../examples/llm-judge.js'), [[expect.closeTo(5 / 7, 12), 6 / 7]]],
];

it.each(examples)('the README shows %s, which runs as it stands', async (name, run, printed) => {
  const source = readFileSync(join(root, `examples/${name}.ts`), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  const folder = mkdtempSync(join(tmpdir(), 'roro-readme-'));
  const workingDirectory = process.cwd();
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    process.chdir(folder);
    await run();
    expect(log.mock.calls).toEqual(printed);
  } finally {
    log.mockRestore();
    process.chdir(workingDirectory);
    rmSync(folder, { recursive: true, force: true });
  }
});
