import { expect, test } from 'vitest';
import type { ServedModel } from '../served-model.js';
import { errorUsage } from './error-usage.js';
import { someRouting } from './test/some-routing.js';
import { usageReport } from './usage-report.js';

const model = { id: 'tiny' } as ServedModel;
const price = { inputPerMillion: 2, cachedInputPerMillion: 1, outputPerMillion: 10, currency: 'EUR' };
const usage = {
  inputTokens: { total: 1000, noCache: undefined, cacheRead: 400, cacheWrite: undefined },
  outputTokens: { total: 50, text: undefined, reasoning: undefined },
};

test('money at the price of the model: 600 · 2 + 400 · 1 + 50 · 10 per million', () => {
  expect(usageReport({ ...model, price }, 'completed', { usage })).toEqual({
    model: 'tiny',
    promptTokens: 1000,
    completionTokens: 50,
    money: { amount: 0.0021, currency: 'EUR' },
    outcome: 'completed',
  });
  expect(usageReport(model, 'completed', { usage })).not.toHaveProperty('money');
  expect(usageReport({ ...model, price }, 'aborted', undefined)).not.toHaveProperty('money');
});

test('a routed answer says itself what it cost', () => {
  const money = { amount: 3, currency: 'USD' };
  const routing = { ...someRouting, cost: { ...someRouting.cost, money } };
  const providerMetadata = { roro: { routing: JSON.parse(JSON.stringify(routing)) } };
  expect(usageReport({ ...model, price }, 'length', { usage, providerMetadata }).money).toEqual(money);
});

test('an error of a routed model says what was spent before it', () => {
  const error = Object.assign(new Error('failed'), { usage, routing: someRouting });
  const report = usageReport(model, 'error', errorUsage(error));
  expect(report).toMatchObject({ promptTokens: 1000, completionTokens: 50 });
  expect(report.routing?.router).toEqual(someRouting.router);
  expect(errorUsage(new Error('failed'))).toBeUndefined();
  expect(errorUsage('failed')).toBeUndefined();
});
