import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { providerKey } from '@roro/core';
import { expect, test } from 'vitest';
import {
  canonicalLines,
  FLAWS,
  generateQueries,
  type Line,
  type Program,
  parsePrompt,
  renderLine,
  verifyAnswer,
} from '../tasks/index.js';
import { abacus, abacusModels } from './abacus.js';
import { abacusModelIds } from './create-abacus.js';
import { rewardModel, samePool, threePool } from './pools.js';

const weights = join(import.meta.dirname, '../../weights');

test('the shipped weights take at most 6 MB, and the large models have about eight times the parameters', () => {
  const bytes = readdirSync(weights).reduce((sum, name) => sum + statSync(join(weights, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(6e6);
  const size = Object.fromEntries(abacusModels().map(({ id, parameters }) => [id, parameters]));
  const { srm = 0, mrm = 0, lrm = 0, prm } = size;
  expect(lrm / srm).toBeGreaterThan(7.5);
  expect((size['lrm-cross'] ?? 0) / srm).toBeGreaterThan(7.5);
  expect(mrm / srm).toBeGreaterThan(2);
  expect(lrm / mrm).toBeGreaterThan(2);
  expect(prm).toBe(srm);
  expect(samePool().models.map(({ id }) => id)).toEqual(['srm', 'lrm']);
  expect(threePool().models.map(({ id }) => id)).toEqual(['srm', 'mrm', 'lrm']);
});

test('every shipped reasoning model answers some sums of the test split rightly, in whole answers', async () => {
  const queries = generateQueries('sums', 'test', 24, 7);
  for (const id of abacusModelIds.filter((name) => name !== 'prm')) {
    const answers = await Promise.all(
      queries.map(({ prompt }) =>
        abacus(id).doGenerate({
          prompt: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
          temperature: 0,
          providerOptions: { [providerKey]: { tokenStatistics: true } },
        }),
      ),
    );
    const right = answers.filter(({ content }, i) => {
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      const query = queries[i] as (typeof queries)[number];
      return verifyAnswer(query, text.trimEnd().split('\n').at(-1) ?? '').correct;
    });
    expect(right.length, id).toBeGreaterThan(queries.length / 3);
  }
});

test('the reward model tells right lines from the wrong ones that the small model writes', async () => {
  const { model } = rewardModel();
  const label = async (prompt: string, answer: string): Promise<string> => {
    const { content } = await model.doGenerate({
      prompt: [
        { role: 'user', content: [{ type: 'text', text: prompt }] },
        { role: 'assistant', content: [{ type: 'text', text: answer }] },
      ],
      temperature: 0,
      maxOutputTokens: 1,
      providerOptions: { [providerKey]: { continueFinalMessage: true, readSuffix: '\n' } },
    });
    return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  };
  const labels: Record<'right' | 'wrong', string[]> = { right: [], wrong: [] };
  for (const { prompt } of generateQueries('sums', 'test', 60, 7)) {
    const program = parsePrompt(prompt) as Program;
    const lines = canonicalLines(program);
    const before: Line[] = [];
    for (const [index, line] of lines.entries()) {
      const text = (last: Line): string => [...before, last].map((each) => `${renderLine(each)}\n`).join('');
      labels.right.push(await label(prompt, text(line)));
      const operation = program.operations[index];
      for (const flaw of operation === undefined ? [] : [FLAWS.lostCarry, FLAWS.smallerFromLarger]) {
        if (!flaw.applies(line)) continue;
        const [wrong] = flaw.wrong(line);
        if (wrong !== undefined) labels.wrong.push(await label(prompt, text(wrong)));
      }
      before.push(line);
    }
  }
  const share = (list: readonly string[], wanted: string): number =>
    list.filter((given) => given === wanted).length / list.length;
  expect(labels.wrong.length).toBeGreaterThan(20);
  expect(share(labels.right, '+')).toBeGreaterThan(0.9);
  expect(share(labels.wrong, '-')).toBeGreaterThan(0.8);
});
