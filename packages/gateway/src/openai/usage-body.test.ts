import { describe, expect, it } from 'vitest';
import { someUsage, unknownUsage } from './test/test-gateway.js';
import { usageBody } from './usage-body.js';

describe('usageBody', () => {
  it('leaves out parts that are not known, and keeps a known zero', () => {
    const { inputTokens } = someUsage;
    const outputTokens = { total: 0, text: undefined, reasoning: undefined };
    expect(usageBody({ inputTokens: { ...inputTokens, cacheRead: 0 }, outputTokens })).toEqual({
      prompt_tokens: 7,
      completion_tokens: 0,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 0 },
    });
  });

  it.each([undefined, Number.NaN, -1, 1.5])('is undefined where a total is %s', (total) => {
    const outputTokens = { ...unknownUsage.outputTokens, total };
    expect(usageBody({ ...someUsage, outputTokens })).toBeUndefined();
    const inputTokens = { ...unknownUsage.inputTokens, total };
    expect(usageBody({ ...someUsage, inputTokens })).toBeUndefined();
  });
});
