import { AbortError } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { likelihoodScorer } from './likelihood-scorer.js';

const query = { id: 'q', prompt: '1+1?\n', benchmark: 'b', meta: {} };
const request = { query, steps: [], candidate: 'ab\n' };

/** A model that finds the tokens of the candidate this likely. */
function reader(...probabilities: number[]) {
  const readTokens = probabilities.map((probability) => ({ logProbability: Math.log(probability) }));
  const model = new MockModel('reader', [
    { text: 'x', metadata: { tokens: [{ logProbability: -9 }], readTokens }, inputTokens: 8 },
  ]);
  return { id: 'large', model, parameters: 100 };
}

describe('likelihoodScorer', () => {
  it('values a step by its least likely token', async () => {
    const scorer = likelihoodScorer({ model: reader(0.9, 0.2, 0.8) });
    expect(scorer.id).toBe('verdict');
    expect(await scorer.score(request)).toMatchObject({
      value: expect.closeTo(0.2, 12),
      inputTokens: 8,
      candidateTokens: 3,
      generatedTokens: 1,
    });
  });

  it('or by the geometric mean of all', async () => {
    const scorer = likelihoodScorer({ model: reader(0.9, 0.2, 0.3), token: 'mean' });
    // ∛(0.9 · 0.2 · 0.3) = ∛0.054
    expect((await scorer.score(request)).value).toBeCloseTo(0.054 ** (1 / 3), 12);
  });

  it('does not ask once the signal is aborted', async () => {
    const model = reader(0.9);
    const scored = likelihoodScorer({ model }).score({ ...request, signal: AbortSignal.abort() });
    await expect(scored).rejects.toThrow(AbortError);
    expect(model.model.calls).toHaveLength(0);
  });

  it('is another scorer with another rule', () => {
    const model = reader();
    expect(likelihoodScorer({ model }).fingerprint).not.toBe(
      likelihoodScorer({ model, token: 'mean' }).fingerprint,
    );
  });
});
