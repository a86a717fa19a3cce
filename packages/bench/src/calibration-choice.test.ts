import { ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseKnob } from './calibration-choice.js';
import { type CalibrationPoint, calibrationPoint, meetsTarget, targetValue } from './calibration-point.js';
import type { CalibrationTarget } from './calibration-target.js';
import type { KnobOutcomes } from './outcomes.js';

const outcomes = (correct: readonly number[], cost: readonly number[]): KnobOutcomes => ({
  knob: null,
  correct: Float64Array.from(correct),
  cost: Float64Array.from(cost),
  largeTokenShare: 0,
  callsPerQuery: 1,
});

const large = outcomes([1, 1, 1, 0], [10, 10, 20, 40]);

test('a point, hand-computed: ratios of means', () => {
  const point = calibrationPoint(
    { router: 'roro', knob: 0.3 },
    outcomes([1, 0.5, 0, 0], [2, 4, 4, 10]),
    large,
  );
  expect(point).toEqual({
    router: 'roro',
    knob: 0.3,
    accuracy: 0.375, // 1.5 / 4
    accuracyShare: 0.5, // 1.5 / 3
    costShare: 0.25, // 20 / 80
    cost: 5, // 20 / 4
  });
  expect(targetValue(point, 'cost')).toBe(0.25);
  expect(targetValue(point, 'accuracy')).toBe(0.5);
  expect(targetValue(point, 'money')).toBe(5);
});

/** A point on a scale on which the dearest model alone has accuracy 0.8 and cost 10. */
function at(knob: number | null, cost: number, accuracy: number, router = 'roro'): CalibrationPoint {
  return { router, knob, accuracy, accuracyShare: accuracy / 0.8, costShare: cost / 10, cost };
}

const srm = at(null, 1, 0.4, 'srm-only');
const lrm = at(null, 10, 0.8, 'lrm-only');
const grid = [at(0.9, 2, 0.5), at(0.7, 3.5, 0.7), at(0.5, 4, 0.68), at(0.3, 7, 0.7), at(0.1, 9, 0.79)];
const points = [srm, lrm, ...grid];

test.each<[CalibrationTarget, CalibrationPoint]>([
  // The most accurate within the cost is not the dearest one that fits.
  [{ kind: 'cost', value: 0.4 }, grid[1] as CalibrationPoint],
  // 3.5 and 7 are equally accurate: the cheaper one.
  [{ kind: 'cost', value: 0.7 }, grid[1] as CalibrationPoint],
  [{ kind: 'cost', value: 0.9 }, grid[4] as CalibrationPoint],
  [{ kind: 'cost', value: 1 }, lrm],
  [{ kind: 'cost', value: 0.15 }, srm],
  [{ kind: 'money', value: 2 }, grid[0] as CalibrationPoint],
  // 0.7 / 0.8 = 87.5 %.
  [{ kind: 'accuracy', value: 0.875 }, grid[1] as CalibrationPoint],
  [{ kind: 'accuracy', value: 0.5 }, srm],
  [{ kind: 'accuracy', value: 0.98 }, grid[4] as CalibrationPoint],
  [{ kind: 'accuracy', value: 1 }, lrm],
])('%j', (target, expected) => {
  expect(chooseKnob(points, target)).toBe(expected);
  expect(chooseKnob(points.toReversed(), target)).toBe(expected);
});

test('a cost below the cheapest point is out of reach; so is nothing', () => {
  expect(chooseKnob(points, { kind: 'cost', value: 0.099 })).toBeUndefined();
  expect(chooseKnob([], { kind: 'cost', value: 1 })).toBeUndefined();
});

test('equal accuracies that differ in rounding meet the target', () => {
  const value = (0.1 + 0.2) / 1; // 0.30000000000000004
  expect(meetsTarget(at(0, 3.0000000000000004, 0.5), { kind: 'cost', value: 0.3 })).toBe(true);
  expect(meetsTarget({ ...lrm, accuracyShare: 0.3 }, { kind: 'accuracy', value })).toBe(true);
  expect(meetsTarget(at(0, 3.00001, 0.5), { kind: 'cost', value: 0.3 })).toBe(false);
});

test('a share of no right answer is an error, and no number', () => {
  const hopeless = outcomes([0, 0, 0, 0], [1, 1, 1, 1]);
  const point = calibrationPoint({ router: 'lrm-only', knob: null }, hopeless, hopeless);
  expect(point.accuracyShare).toBeUndefined();
  expect(() => chooseKnob([point], { kind: 'accuracy', value: 0.9 })).toThrow(ValidationError);
  expect(chooseKnob([point], { kind: 'cost', value: 1 })).toBe(point);
});

const share = fc.integer({ min: 1, max: 100 }).map((value) => value / 100);
const manyPoints = fc
  .array(fc.record({ cost: fc.integer({ min: 1, max: 12 }), accuracy: share, knob: share }), {
    maxLength: 12,
  })
  .map((entries) => [srm, lrm, ...entries.map(({ cost, accuracy, knob }) => at(knob, cost, accuracy))]);

test('whatever is chosen meets the target, and nothing that meets it is better', () => {
  fc.assert(
    fc.property(manyPoints, fc.constantFrom('cost', 'accuracy', 'money'), share, (list, kind, value) => {
      const target = { kind, value: kind === 'money' ? 10 * value : value } as const;
      const chosen = chooseKnob(list, target);
      const met = list.filter((point) => meetsTarget(point, target));
      expect(met.length > 0).toBe(chosen !== undefined);
      if (chosen === undefined) return;
      expect(meetsTarget(chosen, target)).toBe(true);
      for (const point of met) {
        if (kind === 'accuracy') expect(chosen.cost).toBeLessThanOrEqual(point.cost);
        else expect(chosen.accuracy).toBeGreaterThanOrEqual(point.accuracy);
      }
    }),
  );
});

test('a tighter budget never costs more, a higher accuracy never less, and one is always in reach', () => {
  fc.assert(
    fc.property(manyPoints, share, share, (list, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const costOf = (kind: 'cost' | 'accuracy', value: number) => chooseKnob(list, { kind, value })?.cost;
      const [tight, loose] = [costOf('cost', low), costOf('cost', high)];
      if (tight !== undefined) expect(loose).toBeGreaterThanOrEqual(tight);
      const [modest, ambitious] = [costOf('accuracy', low), costOf('accuracy', high)];
      expect(modest).toBeDefined();
      expect(ambitious).toBeGreaterThanOrEqual(modest as number);
    }),
  );
});
