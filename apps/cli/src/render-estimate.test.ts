import { expect, it } from 'vitest';
import { renderEstimate } from './render-estimate.js';

const stage = { rollouts: 10, known: 4, calls: 12, generatedTokens: 36, promptTokens: 120 };

it('gives every figure its place, says what is unknown, and how it was estimated', () => {
  const text = renderEstimate({
    version: 1,
    run: 'r',
    settings: [
      {
        setting: 's',
        profiles: [
          { model: 'small', answers: 6, steps: 5.25, tokens: 3, promptTokens: 10 },
          { model: 'large', answers: 0, steps: 40, tokens: 32, promptTokens: 700 },
        ],
        sharing: { rollouts: 16, share: 0.125, measured: 'collection' },
        stages: [
          { stage: 'bench test', ...stage, money: { amount: 0.012345, currency: 'USD' } },
          { stage: 'oracle', ...stage, known: 10, calls: 0, generatedTokens: 0, promptTokens: 0 },
        ],
        total: { calls: 12, generatedTokens: 36, promptTokens: 120 },
        languageModels: [{ role: 'judge', model: 'qwen', calls: 4160 }],
      },
    ],
  });
  const [, head, bench, oracle, total, small, large, share, judge] = text.split('\n');
  expect(head).toContain('stage       answers  known  calls  generated tokens  prompt tokens');
  expect(bench?.trim().split(/ {2,}/)).toEqual(['bench test', '10', '4', '12', '36', '120', '0.0123 USD']);
  expect(oracle?.trim().split(/ {2,}/)).toEqual(['oracle', '10', '10', '0', '0', '0', '0']);
  expect(total?.trim().split(/ {2,}/)).toEqual(['total', '20', '14', '12', '36', '120', 'unknown']);
  expect(small).toBe('  small: 5.3 steps of 3.0 tokens, 10 prompt tokens a call (mean of 6 answers)');
  expect(large).toContain('large: no answer is known; at most 40 steps of 32 tokens');
  expect(share).toContain(
    'Of the steps of 16 answers to a question, 13 % had to be generated in the collection',
  );
  expect(judge).toBe('  judge (qwen): at most 4160 calls, which the total does not hold');
});
