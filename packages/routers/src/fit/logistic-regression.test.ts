import { ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitLogisticRegression, logisticProbability } from './logistic-regression.js';

/** `yes` of four rows at x = 1, and `no` of four at x = −1: mean 0 and deviation 1 already. */
function fourEach(yes: number, no: number): { rows: number[][]; labels: boolean[] } {
  return {
    rows: Array.from({ length: 8 }, (_, index) => [index < 4 ? 1 : -1]),
    labels: Array.from({ length: 8 }, (_, index) => index % 4 < (index < 4 ? yes : no)),
  };
}

test('the optimum of a table worked by hand', () => {
  // By symmetry bias = 0. At w = ln 2, p(1) = 2/3 and the gradient 8·(p − 3/4) + λ·w is 0 for λ = 2/(3 ln 2).
  const { rows, labels } = fourEach(3, 1);
  const { bias, weights } = fitLogisticRegression(rows, labels, {
    penalty: 2 / (3 * Math.log(2)),
    question: 'x',
  });
  expect(bias).toBeCloseTo(0, 10);
  expect(weights[0]).toBeCloseTo(Math.log(2), 10);
});

test('nearly without a penalty: the log-odds of each cell, on features as they are', () => {
  // At 10: 1 of 4, at 30: 3 of 4. Logit −ln 3 + (x − 10)·ln 9/20.
  const { rows, labels } = fourEach(3, 1);
  const model = fitLogisticRegression(
    rows.map(([x]) => [20 + 10 * (x as number), 7]),
    labels,
    { penalty: 1e-9, question: 'x' },
  );
  expect(model.weights[0]).toBeCloseTo(Math.log(9) / 20, 8);
  expect(model.weights[1]).toBe(0);
  expect(model.bias).toBeCloseTo(-Math.log(3) - Math.log(9) / 2, 7);
  expect(logisticProbability(model, [10, 7])).toBeCloseTo(0.25, 8);
  expect(logisticProbability(model, [30, 7])).toBeCloseTo(0.75, 8);
});

test('separable rows do not diverge', () => {
  // 8·(p − 1) + λ·w = 0 at w = ln 3, p = 3/4, for λ = 2/ln 3.
  const { rows, labels } = fourEach(4, 0);
  const slope = (penalty: number) =>
    fitLogisticRegression(rows, labels, { penalty, question: 'x' }).weights[0];
  expect(slope(2 / Math.log(3))).toBeCloseTo(Math.log(3), 10);
  expect(slope(1)).toBeLessThan(3);
  expect(slope(1e-6)).toBeLessThan(20);
});

test('rows of one kind are an error', () => {
  const fit = () => fitLogisticRegression([[1], [2]], [true, true], { question: 'small is right' });
  expect(fit).toThrow(ValidationError);
  expect(fit).toThrow('Expected rows of both kinds to fit "small is right", got 2 yes and 0 no.');
});

test('at the optimum the gradient is 0, whatever the rows', () => {
  const row = fc.tuple(
    fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 30 }), (drawn) => {
      const rows = [...drawn, [[1, 2, 3], true] as const, [[3, 2, 2], false] as const];
      const labels = rows.map(([, label]) => label);
      const features = rows.map(([values]) => values);
      const penalty = 0.5;
      const model = fitLogisticRegression(features, labels, { penalty, question: 'x' });
      const residuals = features.map((values, i) => logisticProbability(model, values) - (labels[i] ? 1 : 0));
      expect(residuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
      for (const [j, weight] of model.weights.entries()) {
        const column = features.map((values) => values[j] as number);
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        const deviation = Math.sqrt(
          column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length,
        );
        if (deviation < 1e-9) continue;
        const slope = column.reduce(
          (sum, value, i) => sum + ((value - mean) / deviation) * (residuals[i] as number),
          0,
        );
        expect(slope + penalty * weight * deviation).toBeCloseTo(0, 5);
      }
    }),
    { numRuns: 100 },
  );
});
