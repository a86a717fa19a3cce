import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Example and what it prints; each stands in the README as it is. */
const examples: [name: string, run: () => Promise<unknown>, printed: unknown[][]][] = [
  ['hands-back-when-sure', () => import('../examples/hands-back-when-sure.js'), []],
  [
    'own-criterion',
    () => import('../examples/own-criterion.js'),
    [[0.5, '1 of 2 returns to the small model after a sure step']],
  ],
  [
    'learned-rubricor',
    () => import('../examples/learned-rubricor.js'),
    Array(2).fill([
      expect.arrayContaining([
        expect.stringMatching(/^The routing has the large model write the work on line 2 /),
      ]),
    ]),
  ],
  [
    'validated-criteria',
    () => import('../examples/validated-criteria.js'),
    [
      ['small-opens', true, 'its verdict correlates 0.50 with the preference'],
      ['small-closes', true, 'only 0 pairs: nothing concluded'],
    ],
  ],
  [
    'llm-rubricor',
    () => import('../examples/llm-rubricor.js'),
    [[['multiplies-large 3', 'copies-small 1', 'few-switches 1'], 1]],
  ],
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
