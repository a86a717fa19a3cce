import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holmAdjusted } from './holm-adjusted.js';

test('hand-computed (as R p.adjust gives it)', () => {
  // sorted 0.005·4, 0.01·3, 0.03·2, 0.04·1, running maximum
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
  expect(adjusted.map((value) => Number(value.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
});

test('one is as it is, none is none, and nothing is above 1', () => {
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
  expect(holmAdjusted([0.6, 0.7, 0.9])).toEqual([1, 1, 1]);
});

test('between the value itself and Bonferroni, in the order of the values', () => {
  const p = fc.double({ min: 0.0001, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(p, { minLength: 1, maxLength: 12 }), (pValues) => {
      const adjusted = holmAdjusted(pValues);
      pValues.forEach((value, i) => {
        const own = adjusted[i] as number;
        expect(own).toBeGreaterThanOrEqual(value);
        expect(own).toBeLessThanOrEqual(Math.min(1, value * pValues.length));
        pValues.forEach((other, j) => {
          if (other >= value) expect(adjusted[j]).toBeGreaterThanOrEqual(own);
        });
      });
    }),
  );
});
