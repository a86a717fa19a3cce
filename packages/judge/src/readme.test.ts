import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Judge, Rubric } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Example and what it prints; each stands in the README as it is. */
const examples: [name: string, run: () => Promise<unknown>, printed: unknown[][]][] = [
  [
    'learned-judge',
    () => import('../examples/learned-judge.js'),
    [[1], [expect.any(Number), 'it costs 0.40 of it']],
  ],
  ['decision-model', () => import('../examples/decision-model.js').then(printDecision), [[0.75, 0.5]]],
  ['llm-judge', () => import('../examples/llm-judge.js'), [[expect.closeTo(5 / 7, 12), 6 / 7]]],
];

/** Runs the example with a judge of which the outcome is known. */
async function printDecision({ decide }: typeof import('../examples/decision-model.js')): Promise<void> {
  const criterion = {
    id: 'cheap:any',
    text: 'The routing costs less than the large model alone.',
    weight: 1,
    kind: 'principle',
    scope: 'trajectory',
  } as const;
  const judge: Judge = {
    id: 'sure',
    version: '1',
    judge: ({ id: trajectoryId }) => ({
      version: 1,
      trajectoryId,
      judge: { id: 'sure', version: '1' },
      criteria: [{ id: 'cheap:any', probability: 0.75, evidence: '' }],
      score: 0.5,
      usage: [],
    }),
  };
  const rubric: Rubric = { version: 1, queryId: 'sketch', criteria: [criterion] };
  const { probability, score } = await decide(judge, sketchView('s@1 L@2'), rubric);
  console.log(probability, score);
}

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
