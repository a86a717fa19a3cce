import { describe, expect, it } from 'vitest';
import { expectedDigit } from './expected-digit.js';

const alternatives = (masses: Record<string, number>) =>
  Object.entries(masses).map(([token, mass]) => ({ token, logprob: Math.log(mass) }));

/** One token with its alternatives, as OpenAI's chat API lists them. */
const token = (text: string, masses: Record<string, number>) => ({
  token: text,
  logprob: Math.log(masses[text] ?? 1),
  bytes: null,
  top_logprobs: alternatives(masses),
});

describe('expectedDigit', () => {
  it('is the mean over the digits that are listed, however they are spelt', () => {
    const logprobs = [token('8', { '8': 0.5, ' 8': 0.1, '9': 0.2, '3': 0.1, Maybe: 0.1 })];
    // (0.6·8 + 0.2·9 + 0.1·3) / 0.9
    expect(expectedDigit({ openai: { logprobs } }, 8, 9)).toBeCloseTo(6.9 / 0.9, 12);
  });

  it('looks at the place where the digit was written', () => {
    const logprobs = [token(' ', { ' ': 0.6, '1': 0.4 }), token('7', { '7': 0.75, '5': 0.25 })];
    expect(expectedDigit({ vllm: { logprobs } }, 7, 9)).toBeCloseTo(6.5, 12);
  });

  it('leaves out what is no digit of the scale', () => {
    const logprobs = [token('3', { '3': 0.5, '9': 0.3, '10': 0.1, '٣': 0.1 })];
    expect(expectedDigit({ openai: { logprobs } }, 3, 5)).toBe(3);
  });

  it.each([
    undefined,
    {},
    { openai: {} },
    { openai: { logprobs: [] } },
    { openai: { logprobs: [{ token: '7', logprob: -0.1 }] } },
    { openai: { logprobs: [{ token: '7', logprob: -0.1, top_logprobs: null }] } },
    {
      openai: { logprobs: [{ token: 'seven', logprob: -0.1, top_logprobs: [{ token: '7', logprob: -1 }] }] },
    },
    { openai: { logprobs: { content: 'of another form' } } },
  ])('is unknown from %j', (metadata) => {
    expect(expectedDigit(metadata, 7, 9)).toBeUndefined();
  });
});
