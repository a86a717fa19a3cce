import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@roro/tensor';
import { expect, it, vi } from 'vitest';
import { criterionBank, encodeRubricorFile } from './index.js';
import { randomPolicy } from './test/random-rubricor.js';
import { rubricorMetadata } from './train/rubricor-policy.js';

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
    'decision-model',
    () => import('../examples/decision-model.js').then(printDecision),
    [[expect.stringMatching(/^(large-writes-line:2|small-writes-line:2|seldom-switches:0\.5)$/), 3]],
  ],
  [
    'llm-rubricor',
    () => import('../examples/llm-rubricor.js'),
    [[['multiplies-large 3', 'copies-small 1', 'few-switches 1'], 1]],
  ],
];

/** Runs the example with an untrained Rubricor. */
async function printDecision({ decide }: typeof import('../examples/decision-model.js')): Promise<void> {
  await chooseBackend();
  const policy = randomPolicy(criterionBank, 1);
  const weights = encodeRubricorFile(policy.snapshot(), rubricorMetadata(criterionBank));
  policy.dispose();
  const query = { id: 'q1', prompt: 'a=12\nb=a*7\nb?\n', benchmark: 'demo', meta: {} };
  const { choice, probabilities = {} } = await decide(weights, query);
  console.log(choice, Object.keys(probabilities).length);
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
