import { describe, expect, it } from 'vitest';
import logProbabilities from './__fixtures__/log-probabilities-chat.json' with { type: 'json' };
import { yesProbability } from './yes-probability.js';

const alternative = (token: string, probability: number) => ({ token, logprob: Math.log(probability) });

describe('yesProbability', () => {
  it('is the share of yes among yes and no', () => {
    const [token] = logProbabilities.openai.logprobs;
    if (token === undefined) throw new Error('no token');
    // yes −0.105, no −2.303: exp(−0.105) = 0.90032, exp(−2.303) = 0.09996; 0.90032 / 1.00028 = 0.90007.
    expect(yesProbability([token])).toBeCloseTo(0.90007, 5);
    const no = token.top_logprobs[1];
    if (no === undefined) throw new Error('no alternative');
    expect(yesProbability([{ ...no, top_logprobs: token.top_logprobs }])).toBeCloseTo(0.90007, 5);
  });

  it('adds up spellings and leaves other words out', () => {
    const top_logprobs = [
      alternative('Yes', 0.5),
      alternative(' yes', 0.1),
      alternative('No', 0.2),
      alternative('Maybe', 0.2),
    ];
    expect(yesProbability([{ ...alternative('Yes', 0.5), top_logprobs }])).toBeCloseTo(0.6 / 0.8, 12);
  });

  it('skips blank tokens', () => {
    const tokens = [
      alternative('\n', 0.9),
      { ...alternative('no', 0.75), top_logprobs: [alternative('yes', 0.25)] },
    ];
    expect(yesProbability(tokens)).toBeCloseTo(0.25, 12);
  });

  it('gives a word that is not listed the most that it can have', () => {
    // What is left of 1.
    expect(yesProbability([alternative('yes', 0.9)])).toBeCloseTo(0.9, 12);
    expect(yesProbability([alternative('no', 0.8)])).toBeCloseTo(0.2, 12);
    // No more than the last of the alternatives: 0.9 / (0.9 + 0.02).
    const top_logprobs = [alternative('yes', 0.9), alternative('well', 0.02)];
    expect(yesProbability([{ ...alternative('yes', 0.9), top_logprobs }])).toBeCloseTo(0.9 / 0.92, 12);
  });

  it('is unknown for another answer', () => {
    expect(yesProbability([])).toBeUndefined();
    expect(yesProbability([alternative(' ', 1)])).toBeUndefined();
    expect(
      yesProbability([{ ...alternative('The', 0.6), top_logprobs: [alternative('yes', 0.3)] }]),
    ).toBeUndefined();
  });
});
