import { Random } from '@roro/core';
import { describe, expect, test } from 'vitest';
import { decode } from '../tasks/vocabulary.js';
import { readToken, type SamplingSettings, sampleToken } from './sample-token.js';

// Token 0 is the begin token: the likeliest here, and never to be seen.
const probabilities = [0, 0.5, 0.25, 0.15, 0.1];
const logits = [20, ...probabilities.slice(1).map((p) => Math.log(p) + 3)];
const plain: SamplingSettings = { temperature: 1, topP: 1, topK: undefined, seed: 0 };

function shares(settings: Partial<SamplingSettings>, draws = 20_000): number[] {
  const counts = probabilities.map(() => 0);
  for (let position = 0; position < draws; position++) {
    const { token } = sampleToken(logits, { ...plain, ...settings }, position);
    counts[token] = (counts[token] as number) + 1;
  }
  return counts.map((count) => count / draws);
}

function expectShares(actual: readonly number[], weights: readonly number[]): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [id, weight] of weights.entries()) {
    if (weight === 0) expect(actual[id]).toBe(0);
    // Four standard errors of 20,000 draws.
    else expect(Math.abs((actual[id] as number) - weight / total)).toBeLessThan(0.015);
  }
}

describe('sampling follows', () => {
  test('the distribution, without the begin token', () => expectShares(shares({}), probabilities));
  test('the temperature', () =>
    expectShares(
      shares({ temperature: 0.5 }),
      probabilities.map((p) => p ** 2),
    ));
  test('top-k', () => expectShares(shares({ topK: 2 }), [0, 0.5, 0.25, 0, 0]));
  test('top-p: the fewest tokens that reach it', () => {
    expectShares(shares({ topP: 0.5 }), [0, 1, 0, 0, 0]);
    expectShares(shares({ topP: 0.51 }), [0, 0.5, 0.25, 0, 0]);
    expectShares(shares({ topP: 0.89 }), [0, 0.5, 0.25, 0.15, 0]);
  });
  test('top-p within top-k', () => expectShares(shares({ topP: 0.6, topK: 2 }), [0, 1, 0, 0, 0]));
  test('the likeliest token at temperature 0', () =>
    expectShares(shares({ temperature: 0 }), [0, 1, 0, 0, 0]));
});

test('seed and position decide, and nothing else', () => {
  const draws = (seed: number): number[] =>
    Array.from({ length: 50 }, (_, position) => sampleToken(logits, { ...plain, seed }, position).token);
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
});

test('uncertainty is that of the distribution at temperature 1, whatever the settings', () => {
  const entropy = -probabilities.slice(1).reduce((sum, p) => sum + p * Math.log(p), 0);
  for (const settings of [
    plain,
    { ...plain, temperature: 0 },
    { ...plain, temperature: 3, topP: 0.8, topK: 3 },
  ]) {
    const { token, uncertainty } = sampleToken(logits, settings, 5);
    expect(uncertainty.logProbability).toBeCloseTo(Math.log(probabilities[token] as number), 12);
    expect(uncertainty.entropy).toBeCloseTo(entropy, 12);
    expect(uncertainty.margin).toBeCloseTo(Math.log(2), 12);
  }
  const certain = sampleToken([0, -900, 90, -900], plain, 0).uncertainty;
  expect(certain).toEqual({ logProbability: 0, entropy: 0, margin: 990 });
});

describe('alternatives', () => {
  // Ids 1 to 4 are the first characters of the alphabet: newline, space, 0 and 1.
  const texts = ['', '\n', ' ', '0', '1'];

  test('are the likeliest tokens at temperature 1, whatever the settings', () => {
    for (const settings of [plain, { ...plain, temperature: 0 }, { ...plain, temperature: 3, topK: 1 }]) {
      const { token, uncertainty } = sampleToken(logits, settings, 5, 3);
      expect(uncertainty.token).toBe(texts[token]);
      expect(uncertainty.top?.map((alternative) => alternative.token)).toEqual(['\n', ' ', '0']);
      for (const [index, { logProbability }] of (uncertainty.top ?? []).entries()) {
        expect(logProbability).toBeCloseTo(Math.log(probabilities[index + 1] as number), 12);
      }
    }
  });

  test('change neither the token nor the other numbers, and are not there unless asked for', () => {
    for (let position = 0; position < 50; position++) {
      const asked = sampleToken(logits, plain, position, 2);
      const { token: _, top: __, ...rest } = asked.uncertainty;
      expect(sampleToken(logits, plain, position)).toEqual({ token: asked.token, uncertainty: rest });
    }
    expect(Object.keys(readToken(logits, 2))).toEqual(['logProbability', 'entropy', 'margin']);
  });

  test('are all tokens that can be sampled where more are asked for; the lower id is first of equals', () => {
    const { token, logProbability, top } = readToken([9, 1, 2, 2, 1], 3, 1000);
    expect(top?.map((alternative) => alternative.token)).toEqual([' ', '0', '\n', '1']);
    expect(token).toBe('0');
    expect(logProbability).toBe(top?.[1]?.logProbability);
  });

  test('say entropy and margin again', () => {
    const random = new Random('alternatives');
    for (let trial = 0; trial < 200; trial++) {
      // Sharp and flat distributions, in the precision of the models.
      const scale = 10 ** (random.uniform() * 4 - 2);
      const drawn = Float32Array.from({ length: 51 }, () => scale * random.normal());
      const { token, uncertainty } = sampleToken(drawn, plain, trial, drawn.length);
      const top = uncertainty.top ?? [];
      expect(top).toHaveLength(50);
      const entropy = -top.reduce(
        (sum, each) => sum + Math.exp(each.logProbability) * each.logProbability,
        0,
      );
      expect(Math.abs(entropy - (uncertainty.entropy as number))).toBeLessThan(1e-9);
      const margin = (top[0]?.logProbability as number) - (top[1]?.logProbability as number);
      expect(Math.abs(margin - (uncertainty.margin as number))).toBeLessThan(1e-9);
      const total = top.reduce((sum, each) => sum + Math.exp(each.logProbability), 0);
      expect(Math.abs(total - 1)).toBeLessThan(1e-9);
      const own = top.find((alternative) => alternative.token === decode([token]));
      expect(own?.logProbability).toBe(uncertainty.logProbability);
    }
  });
});

test('logits that are no numbers are an error, not a token', () => {
  expect(() => sampleToken([0, Number.NaN, 1], plain, 0)).toThrow('finite');
  expect(() => sampleToken([0, 1, Number.NaN], plain, 0)).toThrow('finite');
  expect(() => sampleToken([0, 1, Number.POSITIVE_INFINITY], plain, 0)).toThrow('finite');
});
