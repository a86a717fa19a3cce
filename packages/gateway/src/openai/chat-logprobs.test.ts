import { describe, expect, it } from 'vitest';
import { chatLogprobs } from './chat-logprobs.js';

describe('chatLogprobs', () => {
  it('gives nothing that was not asked for', () => {
    expect(chatLogprobs([{ token: 'a', logProbability: -1 }], undefined)).toBeNull();
  });

  it('gives nothing in part', () => {
    expect(chatLogprobs(undefined, 0)).toBeNull();
    expect(chatLogprobs([{ token: 'a', logProbability: -1 }, { logProbability: -1 }], 0)).toBeNull();
  });

  it('knows no bytes of a part of a character', () => {
    expect(chatLogprobs([{ token: '\uFFFD', logProbability: -1 }], 0)).toEqual({
      content: [{ token: '\uFFFD', logprob: -1, bytes: null, top_logprobs: [] }],
      refusal: null,
    });
  });
});
