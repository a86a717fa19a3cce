import { describe, expect, it } from 'vitest';
import { costIn, priceUsage, relativeTokenCosts, type UsageEntry } from './cost.js';
import { UnknownPriceError } from './errors.js';

const entry = (
  model: string,
  purpose: UsageEntry['purpose'],
  prefill: number,
  cached: number,
  generated: number,
) => ({
  model,
  purpose,
  prefillTokens: prefill,
  cachedTokens: cached,
  generatedTokens: generated,
  seconds: 0.5,
});

const price = (input: number, output: number) => ({
  inputPerMillion: input,
  outputPerMillion: output,
  currency: 'USD',
});

describe('priceUsage', () => {
  const models = [
    { id: 'small', parameters: 10, price: { ...price(1, 2), cachedInputPerMillion: 0.1 } },
    { id: 'large', parameters: 100, price: price(10, 20) },
  ];
  const ledger = [
    entry('small', 'step', 5, 0, 7),
    entry('small', 'draft', 2, 5, 3),
    entry('large', 'step', 9, 0, 4),
  ];

  it('counts 2·N·generated tokens, drafts included', () => {
    // 2·10·(7+3) + 2·100·4
    expect(priceUsage(ledger, models).flops).toBe(1000);
  });

  it('adds prefill at its weight', () => {
    // + 0.5·(2·10·(5+2) + 2·100·9)
    expect(priceUsage(ledger, models, { prefillWeight: 0.5 }).flops).toBe(1000 + 0.5 * (140 + 1800));
  });

  it('adds money with cached input at its own price', () => {
    // small: 7·1 + 5·0.1 + 10·2 ; large: 9·10 + 4·20
    expect(priceUsage(ledger, models).money?.amount).toBeCloseTo((7 + 0.5 + 20 + 90 + 80) / 1e6, 12);
  });

  it('counts tokens per model, overhead apart', () => {
    const cost = priceUsage(ledger, models);
    expect(cost.tokens['small']).toEqual({ generated: 10, overhead: 3, prefill: 7, cached: 5, calls: 2 });
    expect(cost.seconds).toBe(1.5);
  });

  it('leaves unknown prices undefined, and asking for them is an error', () => {
    const cost = priceUsage(ledger, [{ id: 'small', parameters: 10 }, { id: 'large' }]);
    expect(cost.flops).toBeUndefined();
    expect(cost.money).toBeUndefined();
    expect(() => costIn(cost, 'flops')).toThrow(UnknownPriceError);
    expect(() => costIn(cost, 'money')).toThrow(/price/);
    expect(costIn(cost, 'seconds')).toBe(1.5);
  });

  it('refuses a model outside the pool, and two currencies', () => {
    expect(() => priceUsage([entry('other', 'step', 0, 0, 1)], models)).toThrow(/"other"/);
    const mixed = [
      models[0] as (typeof models)[0],
      { id: 'large', price: { ...price(1, 1), currency: 'EUR' } },
    ];
    expect(() => priceUsage(ledger, mixed)).toThrow(/currencies/);
  });

  it('an empty ledger costs nothing', () => {
    expect(priceUsage([], models)).toEqual({
      flops: 0,
      money: { amount: 0, currency: 'USD' },
      seconds: 0,
      tokens: {},
    });
  });
});

describe('relativeTokenCosts', () => {
  it('is 1 for the dearest and an error without parameters', () => {
    expect(
      relativeTokenCosts([
        { id: 'a', parameters: 17 },
        { id: 'b', parameters: 140 },
      ]),
    ).toEqual([17 / 140, 1]);
    expect(() => relativeTokenCosts([{ id: 'a' }])).toThrow(UnknownPriceError);
  });
});
