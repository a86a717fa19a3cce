import { expect, test } from 'vitest';
import { resultsSchema } from './results.js';

const interval = { value: 0.5, low: 0.4, high: 0.6 };
const router = {
  router: 'grpo',
  seeds: [1],
  points: [{ knob: 0.5, accuracy: 0.5, costShare: 0.4, largeTokenShare: 0.3, callsPerQuery: 4 }],
  budgetedAccuracy: { '20': interval, '40': interval, '60': interval },
};
const comparison = {
  setting: 'all',
  metric: 'mean BA@40',
  benchmarks: ['mixed'],
  router: 'grpo',
  baseline: 'random',
  difference: interval,
};
const results = (own: object, compared: object) => ({
  version: 1,
  run: 'r',
  settings: [
    {
      setting: 's',
      pool: ['srm', 'lrm'],
      benchmarks: [{ benchmark: 'mixed', queries: 10, routers: [{ ...router, ...own }] }],
    },
  ],
  comparisons: [{ ...comparison, ...compared }],
});

test('results that were made before there were metrics and p-values still parse', () => {
  expect(resultsSchema.parse(results({}, {}))).toEqual(results({}, {}));
});

test('metrics and p-values are kept', () => {
  const whole = results({ metrics: { APGR: interval } }, { pValue: 0.01, adjustedPValue: 0.03 });
  expect(resultsSchema.parse(whole)).toEqual(whole);
});

test('a p-value is above 0 and at most 1; a metric is an interval', () => {
  expect(resultsSchema.safeParse(results({}, { pValue: 0 })).success).toBe(false);
  expect(resultsSchema.safeParse(results({}, { adjustedPValue: 1.2 })).success).toBe(false);
  expect(resultsSchema.safeParse(results({ metrics: { APGR: 0.5 } }, {})).success).toBe(false);
});

test('learning curves are kept; accuracies are shares, and what was spent is counted in whole numbers', () => {
  const record = {
    method: 'grpo',
    setting: 's',
    seed: 1,
    update: 0,
    rollouts: 60,
    calls: 210,
    budgetedAccuracy: { '20': 0.5, '40': 0.6, '60': 0.7 },
  };
  const withCurve = (own: object): object => ({
    ...results({}, {}),
    learningCurves: [{ ...record, ...own }],
  });
  expect(resultsSchema.parse(withCurve({}))).toEqual(withCurve({}));
  expect(resultsSchema.safeParse(withCurve({ calls: 0.5 })).success).toBe(false);
  expect(
    resultsSchema.safeParse(withCurve({ budgetedAccuracy: { '20': 50, '40': 60, '60': 70 } })).success,
  ).toBe(false);
});
