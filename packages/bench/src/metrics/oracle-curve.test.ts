import { ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budgetedAccuracy } from './budgeted-accuracy.js';
import { oracleCurve, type RoutingOption } from './oracle-curve.js';

const option = (cost: number, accuracy: number): RoutingOption => ({ cost, accuracy });

test('hand-computed: the cheapest repair first', () => {
  const curve = oracleCurve(
    [
      [option(1, 1), option(10, 1)], // the small model is right
      [option(1, 0), option(4, 1), option(10, 1)], // one large step repairs it
      [option(2, 0), option(10, 1)], // only the large model is right
      [option(1, 0), option(10, 0)], // nobody is right
    ],
    10,
  );
  // cheapest: cost 5 / 40, 1 of 4 right; then +3 for one more; then +8 for one more
  const expected = [
    [0.125, 0.25],
    [0.2, 0.5],
    [0.4, 0.75],
  ];
  expect(curve).toHaveLength(expected.length);
  curve.forEach((vertex, i) => {
    expect(vertex.costShare).toBeCloseTo(expected[i]?.[0] as number, 12);
    expect(vertex.accuracy).toBeCloseTo(expected[i]?.[1] as number, 12);
  });
  expect(budgetedAccuracy(curve, 0.3)).toBeCloseTo(0.625, 12);
});

test('a single option per query is a single point', () => {
  expect(oracleCurve([[option(0.5, 1)], [option(0.5, 0)]])).toEqual([{ accuracy: 0.5, costShare: 0.5 }]);
});

test('a query without options and values out of range are errors', () => {
  expect(() => oracleCurve([])).toThrow(ValidationError);
  expect(() => oracleCurve([[]])).toThrow(/no routing option/);
  expect(() => oracleCurve([[option(1, Number.NaN)]])).toThrow(ValidationError);
  expect(() => oracleCurve([[option(-1, 0)]])).toThrow(ValidationError);
  expect(() => oracleCurve([[option(1, 1)]], 0)).toThrow(ValidationError);
});

const optionArbitrary = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 2 }))
  .map(([cost, accuracy]) => option(cost, accuracy / 2));
const queriesArbitrary = fc.array(fc.array(optionArbitrary, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});

test('bounds every deterministic routing, and its vertices are attained by one', () => {
  fc.assert(
    fc.property(queriesArbitrary, (queries) => {
      const curve = oracleCurve(queries);
      const routings = queries.reduce<RoutingOption[]>(
        (all, options) =>
          all.flatMap((sum) => options.map((o) => option(sum.cost + o.cost, sum.accuracy + o.accuracy))),
        [option(0, 0)],
      );
      const n = queries.length;
      for (const routing of routings) {
        const bound = budgetedAccuracy(curve, routing.cost / n) as number;
        expect(routing.accuracy / n).toBeLessThanOrEqual(bound + 1e-9);
      }
      for (const vertex of curve) {
        const attained = routings.some(
          (r) =>
            Math.abs(r.cost / n - vertex.costShare) < 1e-9 &&
            Math.abs(r.accuracy / n - vertex.accuracy) < 1e-9,
        );
        expect(attained).toBe(true);
      }
    }),
  );
});
