import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { providerKey } from '@roro/core';
import { expect, test } from 'vitest';
import { generateQueries, verifyAnswer } from '../tasks/index.js';
import { abacus, abacusModels } from './abacus.js';
import { samePool } from './pools.js';

const weights = join(import.meta.dirname, '../../weights');

test('the shipped weights take at most 6 MB, and the large models have about eight times the parameters', () => {
  const bytes = readdirSync(weights).reduce((sum, name) => sum + statSync(join(weights, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(6e6);
  const [srm, lrm, cross] = abacusModels().map(({ parameters }) => parameters) as [number, number, number];
  expect(lrm / srm).toBeGreaterThan(7.5);
  expect(cross / srm).toBeGreaterThan(7.5);
  expect(samePool().models.map(({ id }) => id)).toEqual(['srm', 'lrm']);
});

test('every shipped model answers some sums of the test split rightly, in whole answers', async () => {
  const queries = generateQueries('sums', 'test', 24, 7);
  for (const { id } of abacusModels()) {
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
