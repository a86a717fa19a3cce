import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incrementalBenefitPerCost } from './incremental-benefit-per-cost.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });
const weak = point(0.1, 0.2);
const strong = point(1, 0.8);

test('hand-computed: twice as steep as the straight line', () => {
  // IBC of the large model: 0.6 / 0.9. Of the router: 0.4 / 0.3.
  expect(incrementalBenefitPerCost(point(0.4, 0.6), weak, strong)).toBeCloseTo(1, 12);
});

test('the straight line is 0, below it less, the small model accuracy at a cost −1', () => {
  expect(incrementalBenefitPerCost(point(0.55, 0.5), weak, strong)).toBeCloseTo(0, 12);
  expect(incrementalBenefitPerCost(point(0.55, 0.4), weak, strong)).toBeLessThan(0);
  expect(incrementalBenefitPerCost(point(0.55, 0.2), weak, strong)).toBeCloseTo(-1, 12);
});

test('undefined without a benefit or a cost to relate to', () => {
  expect(incrementalBenefitPerCost(point(0.1, 0.3), weak, strong)).toBeUndefined();
  expect(incrementalBenefitPerCost(point(0.05, 0.3), weak, strong)).toBeUndefined();
  expect(incrementalBenefitPerCost(point(0.4, 0.6), weak, point(1, 0.2))).toBeUndefined();
  expect(incrementalBenefitPerCost(point(0.4, 0.6), weak, point(0.1, 0.8))).toBeUndefined();
});

test('above 0 exactly where the point is above the straight line', () => {
  const share = fc.double({ min: 0.2, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, fc.double({ min: 0, max: 1, noNaN: true }), (cost, accuracy) => {
      const above = accuracy - (0.2 + ((cost - 0.1) / 0.9) * 0.6);
      fc.pre(Math.abs(above) > 1e-9);
      const value = incrementalBenefitPerCost(point(cost, accuracy), weak, strong) as number;
      expect(Math.sign(value)).toBe(Math.sign(above));
    }),
  );
});
