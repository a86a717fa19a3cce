import { ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auroc } from './auroc.js';

test('hand-computed: 3 of 4 pairs are in order', () => {
  // positives 0.8, 0.3; negatives 0.5, 0.1: only (0.3, 0.5) is out of order.
  expect(auroc([0.8, 0.3, 0.5, 0.1], [true, true, false, false])).toBe(0.75);
});

test('a tie counts one half', () => {
  // pairs (2,2) → ½, (2,1) → 1, (1,2) → 0, (1,1) → ½: 2 of 4.
  expect(auroc([2, 1, 2, 1], [true, true, false, false])).toBe(0.5);
  expect(auroc([7, 7, 7], [true, false, false])).toBe(0.5);
});

test('infinite scores have a rank', () => {
  expect(auroc([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], [true, false])).toBe(1);
});

test('one class alone has no AUROC', () => {
  expect(auroc([1, 2], [true, true])).toBeUndefined();
  expect(auroc([], [])).toBeUndefined();
});

test('NaN and missing labels are errors', () => {
  expect(() => auroc([Number.NaN, 1], [true, false])).toThrow(ValidationError);
  expect(() => auroc([1, 2], [true])).toThrow(ValidationError);
});

test('equals the share of ordered pairs, counted one by one', () => {
  const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(items, (list) => {
      const scores = list.map(([score]) => score);
      const labels = list.map(([, label]) => label);
      let pairs = 0;
      let ordered = 0;
      for (const [a, isPositive] of list) {
        for (const [b, otherPositive] of list) {
          if (!isPositive || otherPositive) continue;
          pairs++;
          ordered += a > b ? 1 : a === b ? 0.5 : 0;
        }
      }
      const value = auroc(scores, labels);
      if (pairs === 0) expect(value).toBeUndefined();
      else expect(value).toBeCloseTo(ordered / pairs, 12);
    }),
  );
});
