import { describe, expect, it } from 'vitest';
import { tokenLogProbabilities } from './token-log-probabilities.js';

const token = { token: 'yes', logprob: -0.1, top_logprobs: [{ token: 'no', logprob: -2.4 }] };

describe('tokenLogProbabilities', () => {
  it('reads the shapes of the chat API, the Responses API and compatible servers', () => {
    expect(tokenLogProbabilities({ openai: { logprobs: [token] } })).toEqual([token]);
    expect(tokenLogProbabilities({ azure: { responseId: 'r', logprobs: [[token], []] } })).toEqual([token]);
    expect(tokenLogProbabilities({ vllm: { logprobs: { content: [token] } } })).toEqual([token]);
  });

  it('reads what the models of a pool report', () => {
    const top = [
      { token: 'yes', logProbability: -0.1 },
      { token: 'no', logProbability: -2.4 },
    ];
    const tokens = [{ token: 'yes', logProbability: -0.1, entropy: 0.3, top }];
    expect(tokenLogProbabilities({ roro: { tokens, stopSequence: 'x' } })).toEqual([
      {
        token: 'yes',
        logprob: -0.1,
        top_logprobs: [
          { token: 'yes', logprob: -0.1 },
          { token: 'no', logprob: -2.4 },
        ],
      },
    ]);
    expect(tokenLogProbabilities({ roro: { tokens: [{ logProbability: -0.1 }] } })).toBeUndefined();
    expect(tokenLogProbabilities({ roro: { tokens: [] } })).toBeUndefined();
  });

  it('finds none where there are none', () => {
    expect(tokenLogProbabilities(undefined)).toBeUndefined();
    expect(tokenLogProbabilities({ openai: { responseId: 'r' } })).toBeUndefined();
    expect(tokenLogProbabilities({ openai: { logprobs: [] } })).toBeUndefined();
    expect(tokenLogProbabilities({ openai: { logprobs: [[]] } })).toBeUndefined();
    expect(tokenLogProbabilities({ other: { logprobs: 'yes' } })).toBeUndefined();
  });
});
