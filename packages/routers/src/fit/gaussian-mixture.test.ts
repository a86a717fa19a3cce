import { Random, ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitGaussianMixture, type GaussianMixture, highPosterior } from './gaussian-mixture.js';

test('the posterior of a mixture worked by hand', () => {
  const mixture: GaussianMixture = {
    low: { weight: 0.75, mean: 0, variance: 1 },
    high: { weight: 0.25, mean: 2, variance: 1 },
  };
  // log-odds = ln(1/3) + 2x − 2.
  expect(highPosterior(mixture, 1)).toBeCloseTo(0.25, 12);
  expect(highPosterior(mixture, 2)).toBeCloseTo(1 / (1 + 3 * Math.exp(-2)), 12);
  expect(highPosterior(mixture, -1e6)).toBe(0);
  expect(highPosterior(mixture, 1e6)).toBe(1);
});

test('two far clusters get their own moments', () => {
  // 6 values around −5 with variance 0.01 and 4 around 5 with variance 0.04; each belongs to its own with certainty.
  const { mixture } = fitGaussianMixture(
    [-5.1, -4.9, -5.1, -4.9, -5.1, -4.9, 4.8, 5.2, 4.8, 5.2],
    'confidences',
  );
  expect(mixture.low).toEqual({
    weight: expect.closeTo(0.6, 10),
    mean: expect.closeTo(-5, 10),
    variance: expect.closeTo(0.01, 10),
  });
  expect(mixture.high).toEqual({
    weight: expect.closeTo(0.4, 10),
    mean: expect.closeTo(5, 10),
    variance: expect.closeTo(0.04, 10),
  });
});

test('finds the mixture that values were drawn from', () => {
  const random = new Random('mixture');
  const values = Array.from({ length: 4000 }, () =>
    random.bernoulli(0.7) ? random.normal() * 0.5 : random.normal() - 3,
  );
  const { mixture } = fitGaussianMixture(values, 'confidences');
  expect(mixture.high.weight).toBeCloseTo(0.7, 1);
  expect(Math.abs(mixture.high.mean)).toBeLessThan(0.05);
  expect(Math.abs(mixture.low.mean + 3)).toBeLessThan(0.2);
  expect(Math.abs(mixture.high.variance - 0.25)).toBeLessThan(0.03);
});

test('a component on one value keeps the floor of the variance', () => {
  const { mixture } = fitGaussianMixture([0, 0, 0, 0, 0, 0, 0, 0, 0, -1], 'confidences');
  expect(mixture.low.mean).toBeCloseTo(-1, 6);
  // Variance of all values is 0.09.
  expect(mixture.low.variance).toBeCloseTo(0.09e-6, 12);
  expect(mixture.high.variance).toBeCloseTo(0.09e-6, 12);
});

test('too few values, or equal ones, are an error', () => {
  expect(() => fitGaussianMixture([1, 2], 'confidences')).toThrow(ValidationError);
  expect(() => fitGaussianMixture([1, 2], 'confidences')).toThrow(
    'Expected at least 10 confidences that are not all equal, got 2, 2 of them distinct.',
  );
  expect(() => fitGaussianMixture(new Array(12).fill(-0.5), 'confidences')).toThrow(
    'got 12, 1 of them distinct',
  );
});

test('values that all but coincide have a finite likelihood', () => {
  const { logLikelihoods } = fitGaussianMixture([...new Array(9).fill(0), -5e-324], 'confidences');
  for (const likelihood of logLikelihoods) expect(Number.isFinite(likelihood)).toBe(true);
});

test('the likelihood never falls, and every number is finite', () => {
  const value = fc.double({ min: -100, max: 0, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 10, maxLength: 60 }), (values) => {
      fc.pre(new Set(values).size > 1);
      const { mixture, logLikelihoods } = fitGaussianMixture(values, 'confidences');
      for (const [index, likelihood] of logLikelihoods.entries()) {
        expect(Number.isFinite(likelihood)).toBe(true);
        if (index > 0)
          expect(likelihood).toBeGreaterThanOrEqual((logLikelihoods[index - 1] as number) - 1e-9);
      }
      expect(mixture.low.mean).toBeLessThanOrEqual(mixture.high.mean);
      expect(mixture.low.weight + mixture.high.weight).toBeCloseTo(1, 9);
      for (const seen of values) expect(Number.isFinite(highPosterior(mixture, seen))).toBe(true);
    }),
    { numRuns: 100 },
  );
});
