import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budgetMetric, type MetricInput, metricCatalogue } from './metric-catalogue.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });
const all = [budgetMetric(20), budgetMetric(40), budgetMetric(60), ...metricCatalogue];
const measured = (input: MetricInput) =>
  Object.fromEntries(all.map((metric) => [metric.name, metric.measure(input)]));

const small = point(0.1, 0.2);
const large = point(1, 0.8);
const models = { small, large, largeCost: 1e6, bestModel: 0.8, queryOracle: 0.9 };

test('hand-computed: a router with a knee at 0.4', () => {
  const values = measured({ ...models, frontier: [small, point(0.4, 0.65), large] });
  const expected: Record<string, number> = {
    'BA@20': 0.35,
    'BA@40': 0.65,
    'BA@60': 0.7,
    'PGR@40': 0.75,
    // accuracies 0.5, 0.68 and 0.77
    'CPT@50': 0.3,
    'CPT@80': 0.52,
    'CPT@95': 0.88,
    // 0.3 · 0.425 + 0.6 · 0.725 = 0.5625 of 0.9
    APGR: (0.625 - 0.2) / 0.6,
    // 0.784 is 0.134 / 0.15 of the way from 0.4 to 1
    'FLOPs@98': 0.4 + (0.134 / 0.15) * 0.6,
    AIQ: 0.625,
    // 0.45 / 0.3 against 0.6 / 0.9
    'ΔIBC@40': 1.25,
    'A/F@40': 0.65 / 4e5,
    'Gain@Best': 0,
    'Gap@Oracle': 1 - 0.8 / 0.9,
  };
  for (const [name, value] of Object.entries(expected)) expect(values[name], name).toBeCloseTo(value, 12);
  const cheapness = Math.log10(1 / 0.4);
  expect(values['RouterArena@40']).toBeCloseTo((1.1 * 0.65 * cheapness) / (0.065 + cheapness), 12);
});

test('a router that saturates below 40 % pays for what it spends', () => {
  const values = measured({ ...models, frontier: [small, point(0.25, 0.9)] });
  expect(values['BA@40']).toBe(0.9);
  expect(values['A/F@40']).toBeCloseTo(0.9 / 2.5e5, 15);
  expect(values['ΔIBC@40']).toBeCloseTo(0.7 / 0.15 / (0.6 / 0.9) - 1, 12);
  expect(values['Gain@Best']).toBeCloseTo(0.125, 12);
  expect(values['Gap@Oracle']).toBe(0);
});

test('nobody pays more than the large model alone', () => {
  // The router costs more than the large model and does not get as far; a coin between the two gets there at 1.1.
  const values = measured({ ...models, frontier: [small, point(1.4, 0.7)] });
  expect(values['CPT@95']).toBe(1);
  expect(values['FLOPs@98']).toBe(1);
  // A curve that ends early is gone on with by the large model: 0.5 + (0.77 − 0.5) / 0.3 · 0.5
  expect(measured({ ...models, frontier: [small, point(0.5, 0.5)] })['CPT@95']).toBeCloseTo(0.95, 12);
});

test('equal models: what needs a gap has no meaning, the rest has', () => {
  const equal = point(1, 0.2);
  const values = measured({ ...models, frontier: [small], large: equal });
  for (const name of ['PGR@40', 'CPT@50', 'CPT@80', 'CPT@95', 'APGR', 'ΔIBC@40']) {
    expect(values[name], name).toBeUndefined();
  }
  expect(values['FLOPs@98']).toBe(0.1);
  expect(values.AIQ).toBeCloseTo(0.2, 12);
});

test('nothing is ever NaN or infinite', () => {
  const unit = fc.constantFrom(0, 0.2, 0.5, 1);
  const anyPoint = fc.record({ costShare: fc.constantFrom(0, 0.1, 0.4, 1, 1.5), accuracy: unit });
  const input = fc.record({
    frontier: fc.array(anyPoint, { minLength: 1, maxLength: 4 }),
    small: anyPoint,
    large: fc.record({ costShare: fc.constant(1), accuracy: unit }),
    largeCost: fc.constantFrom(0, 1, 1e9),
    bestModel: unit,
    queryOracle: unit,
  });
  fc.assert(
    fc.property(input, (random) => {
      for (const [name, value] of Object.entries(measured(random))) {
        if (value !== undefined) expect(Number.isFinite(value), name).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('names are distinct', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});
