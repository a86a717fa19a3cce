import { GenerationError } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { type LabelScorerOptions, labelScorer } from './label-scorer.js';

const query = { id: 'q', prompt: '1+1?\n', benchmark: 'b', meta: {} };

/** A label, its probability, and the tokens of the candidate that were read. */
function labelled(text: string, probability: number, read = 3): MockAnswer {
  const token = { logProbability: Math.log(probability) };
  return {
    text,
    metadata: { tokens: [token], readTokens: Array.from({ length: read }, () => ({ logProbability: -1 })) },
    inputTokens: 12,
  };
}

function score(answer: MockAnswer, options: Partial<LabelScorerOptions> = {}) {
  const model = new MockModel('prm', [answer]);
  const scorer = labelScorer({ model: { id: 'reward', model, parameters: 5 }, ...options });
  return { model, value: scorer.score({ query, steps: ['a\n'], candidate: 'bc\n' }) };
}

describe('labelScorer', () => {
  it('values a step by the probability of the label for right', async () => {
    expect(await score(labelled('+', 0.8)).value).toMatchObject({
      value: expect.closeTo(0.8, 12),
      inputTokens: 12,
      candidateTokens: 3,
      generatedTokens: 1,
    });
    expect((await score(labelled(' -', 0.8)).value).value).toBeCloseTo(0.2, 12);
    const named = { right: 'yes', wrong: 'no' };
    expect((await score(labelled('no', 0.6), named).value).value).toBeCloseTo(0.4, 12);
  });

  it('has the model read the answer with the candidate, and write one token', async () => {
    const { model, value } = score(labelled('+', 0.8));
    await value;
    expect(model.calls).toHaveLength(1);
    expect(model.calls[0]).toMatchObject({
      prompt: [
        { role: 'user', content: [{ type: 'text', text: '1+1?\n' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'a\nbc\n' }] },
      ],
      maxOutputTokens: 1,
      temperature: 0,
      providerOptions: { roro: { continueFinalMessage: true, tokenStatistics: true, readSuffix: 'bc\n' } },
    });
  });

  it('refuses another label, and names it', async () => {
    const { value } = score(labelled('?', 0.8));
    await expect(value).rejects.toThrow(GenerationError);
    await expect(value).rejects.toThrow('Model "reward" labelled a step "?"; expected + or -.');
  });

  it.each([
    ['no metadata', { text: '+' }],
    ['no token of its own', { text: '+', metadata: { readTokens: [{ logProbability: -1 }] } }],
    ['no token of the step', labelled('+', 0.8, 0)],
  ])('refuses a model that gives %s', async (_, answer) => {
    await expect(score(answer).value).rejects.toThrow('did not say how likely the tokens of a step are');
  });

  it('is another scorer with another model or other labels', () => {
    const model = { id: 'reward', model: new MockModel('prm', []), parameters: 5 };
    const fingerprints = [
      labelScorer({ model }),
      labelScorer({ model: { ...model, fingerprint: 'weights' } }),
      labelScorer({ model, right: 'yes' }),
      labelScorer({ model, wrong: 'no' }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(4);
  });
});
