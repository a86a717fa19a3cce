import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

it('the README shows the example, which runs as it stands', async () => {
  const source = readFileSync(join(root, 'examples/grade-an-answer.ts'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import('../examples/grade-an-answer.js');
    expect(log.mock.calls).toEqual([
      [true, '3\\sqrt{13} is equal to \\sqrt{117}.'],
      [true],
      [true],
      [false],
      [true],
      [true],
      [
        {
          equal: false,
          graded: false,
          reason: 'Could not grade: a power is too large.',
          gold: '3',
          prediction: '9^{9^{9^{9}}}',
        },
      ],
    ]);
  } finally {
    log.mockRestore();
  }
});
