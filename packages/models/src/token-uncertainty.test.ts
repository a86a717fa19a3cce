import { Random } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { listedEntropy, tokenUncertainty } from './token-uncertainty.js';

const half = Math.log(0.5);
const quarter = Math.log(0.25);

describe('listedEntropy', () => {
  it('is exact where the listed probabilities are all there is', () => {
    expect(listedEntropy([half, quarter, quarter])).toBeCloseTo(1.5 * Math.LN2, 12);
    expect(listedEntropy([0])).toBe(0);
    expect(listedEntropy([half, half, -9999])).toBeCloseTo(Math.LN2, 12);
  });

  it('counts what is missing as one outcome', () => {
    // 1/2, 1/4 and a rest of 1/4 that was 1/8 and 1/8.
    expect(listedEntropy([half, quarter])).toBeCloseTo(1.5 * Math.LN2, 12);
    expect(listedEntropy([half, quarter, Math.log(1 / 8), Math.log(1 / 8)])).toBeCloseTo(1.75 * Math.LN2, 12);
  });

  it('leaves out a rest of 1e-6 or less', () => {
    const almost = Math.log(1 - 9e-7);
    expect(listedEntropy([almost])).toBeCloseTo(9e-7, 9);
    expect(listedEntropy([Math.log(1 - 2e-6)])).toBeGreaterThan(2e-5);
  });

  it('is never negative nor NaN for the numbers that servers round', () => {
    expect(listedEntropy([1e-9])).toBe(0);
    expect(listedEntropy([-3.4028234663852886e38])).toBe(0);
    expect(listedEntropy([])).toBe(0);
  });

  it('never exceeds the entropy of the whole distribution, however many tokens are listed', () => {
    const random = new Random('entropy-bound');
    for (let trial = 0; trial < 500; trial++) {
      const size = random.integer(2, 60);
      // Exponents up to 8 give distributions from flat to one-hot.
      const weights = Array.from({ length: size }, () => random.uniform() ** random.integer(1, 8) + 1e-12);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const logs = weights.map((weight) => Math.log(weight / sum)).sort((a, b) => b - a);
      const exact = logs.reduce((total, log) => total - Math.exp(log) * log, 0);
      let last = 0;
      for (let listed = 1; listed <= size; listed++) {
        const bound = listedEntropy(logs.slice(0, listed));
        expect(bound).toBeLessThanOrEqual(exact + 1e-9);
        // Leaving a rest of up to 1e-6 out takes at most 1e-6 · (1 + ln 1e6) away.
        expect(bound).toBeGreaterThanOrEqual(last - 2e-5);
        last = bound;
      }
      expect(last).toBeCloseTo(exact, 9);
    }
  });
});

describe('tokenUncertainty', () => {
  const listed = [
    { token: 'b', logProbability: quarter },
    { token: 'a', logProbability: half },
    { token: 'c', logProbability: Math.log(0.125) },
  ];

  it('gives the margin between the two likeliest tokens, whichever was sampled', () => {
    const { logProbability, margin, entropy } = tokenUncertainty(
      { token: 'b', logProbability: quarter, listed },
      0,
    );
    expect(logProbability).toBe(quarter);
    expect(margin).toBeCloseTo(Math.LN2, 12);
    expect(entropy).toBeCloseTo(1.75 * Math.LN2, 12);
  });

  it('leaves out what a server does not say', () => {
    expect(tokenUncertainty({ logProbability: -2, listed: [] }, 0)).toEqual({ logProbability: -2 });
    expect(tokenUncertainty({ logProbability: half, listed: listed.slice(0, 2) }, 0)).not.toHaveProperty(
      'margin',
    );
    expect(tokenUncertainty({ token: 'x', logProbability: -2, listed: [] }, 5)).toEqual({
      token: 'x',
      logProbability: -2,
    });
  });

  it('keeps the likeliest tokens with their texts where they are asked for', () => {
    expect(tokenUncertainty({ token: 'b', logProbability: quarter, listed }, 2)).toMatchObject({
      token: 'b',
      top: [
        { token: 'a', logProbability: half },
        { token: 'b', logProbability: quarter },
      ],
    });
    expect(tokenUncertainty({ token: 'b', logProbability: quarter, listed }, 0)).not.toHaveProperty('top');
  });

  it('does not take a token that cannot come for a rival', () => {
    const masked = [
      { token: 'a', logProbability: 0 },
      ...['b', 'c'].map((token) => ({ token, logProbability: -9999 })),
    ];
    expect(tokenUncertainty({ token: 'a', logProbability: 0, listed: masked }, 0)).toEqual({
      logProbability: 0,
      entropy: 0,
    });
  });
});
