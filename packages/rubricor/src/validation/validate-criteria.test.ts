import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CriterionObservation, validateCriteria } from './validate-criteria.js';

/** One pair each: verdict on the better side, on the worse one. */
const seen = (
  definition: string,
  ...pairs: readonly (readonly [chosen: number, rejected: number])[]
): CriterionObservation[] => pairs.map(([chosen, rejected]) => ({ definition, chosen, rejected }));
const few = { leastCount: 2 };
const only = (reports: ReturnType<typeof validateCriteria>) => reports[0];

describe('validateCriteria', () => {
  it('keeps what correlates with the preference (hand-computed)', () => {
    // Differences 0.5 and 0: mean 0.25, root mean square √0.125. Verdicts 1, 0.5, 0.5, 0.5: mean 0.625.
    const report = only(validateCriteria(['a'], seen('a', [1, 0.5], [0.5, 0.5]), few));
    expect(report).toMatchObject({ definition: 'a', count: 2, kept: true });
    expect(report?.deviation).toBeCloseTo(Math.sqrt((0.375 ** 2 + 3 * 0.125 ** 2) / 4), 12);
    expect(report?.correlation).toBeCloseTo(Math.SQRT1_2, 12);
    expect(report?.reason).toBe('its verdict correlates 0.71 with the preference');
  });

  it('takes each verdict against its own pair, so that differences between queries do not count', () => {
    // Over all verdicts the correlation would be small; within the pairs the better side always has the higher one.
    const pairs = [0, 0.3, 0.6, 0.9].map((base) => [base + 0.1, base] as const);
    expect(only(validateCriteria(['a'], seen('a', ...pairs), few))?.correlation).toBeCloseTo(1, 12);
  });

  it('drops what correlates too little, or the other way round', () => {
    // Differences 1, 0, 0, 0, −0.5, 0: mean 1/12, root mean square √(1.25/6): √(1/30).
    const weak = seen('a', [1, 0], [1, 1], [0, 0], [0.5, 0.5], [0, 0.5], [0.3, 0.3]);
    const report = only(validateCriteria(['a'], weak, few));
    expect(report?.correlation).toBeCloseTo(Math.sqrt(1 / 30), 12);
    expect(report).toMatchObject({
      kept: false,
      reason: 'its verdict correlates 0.18 with the preference, not more than 0.2',
    });
    expect(only(validateCriteria(['a'], weak, { ...few, leastCorrelation: 0.1 }))?.kept).toBe(true);
    const inverse = only(validateCriteria(['a'], seen('a', [0, 1], [0, 0.2], [0.1, 0.3]), few));
    // Differences −1, −0.2, −0.2: mean −1.4/3, root mean square √(1.08/3).
    expect(inverse?.correlation).toBeCloseTo(-1.4 / Math.sqrt(3 * 1.08), 12);
    expect(inverse?.kept).toBe(false);
  });

  it('must correlate more than the least', () => {
    // Differences 1, 1, 1, −1: correlation 0.5.
    const half = seen('a', [1, 0], [1, 0], [1, 0], [0, 1]);
    expect(only(validateCriteria(['a'], half, { ...few, leastCorrelation: 0.5 }))?.kept).toBe(false);
    expect(only(validateCriteria(['a'], half, { ...few, leastCorrelation: 0.49 }))?.kept).toBe(true);
  });

  it('drops a verdict that is always the same', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.3, 0.3], [0.3, 0.3]), few));
    expect(report).toMatchObject({ deviation: 0, correlation: undefined, kept: false });
    expect(report?.reason).toBe('it always gives the same verdict');
  });

  it('drops a verdict that ties every pair, though it varies between them', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.2, 0.2], [0.8, 0.8]), few));
    expect(report).toMatchObject({ correlation: undefined, kept: false });
    expect(report?.deviation).toBeCloseTo(0.3, 12);
    expect(report?.reason).toBe('it never tells the two sides of a pair apart');
  });

  it('drops a verdict that is for one side as often as for the other, with the figure', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.2, 0.8], [0.8, 0.2]), few));
    expect(report).toMatchObject({ correlation: 0, kept: false });
    expect(report?.reason).toBe('its verdict correlates 0.00 with the preference, not more than 0.2');
  });

  it('keeps what was seen too seldom', () => {
    const nineteen = Array(19).fill([0, 1]);
    expect(only(validateCriteria(['a'], seen('a', ...nineteen)))).toMatchObject({
      count: 19,
      kept: true,
      reason: 'only 19 pairs: nothing concluded',
    });
    expect(only(validateCriteria(['a'], seen('a', ...nineteen, [0, 1])))).toMatchObject({
      count: 20,
      kept: false,
    });
    expect(only(validateCriteria(['a'], []))).toMatchObject({ count: 0, kept: true, correlation: undefined });
  });

  it('reports every definition in its order, on its own verdicts alone', () => {
    const reports = validateCriteria(
      ['b', 'a', 'c'],
      [...seen('a', [1, 0], [1, 0]), ...seen('b', [0, 1], [0, 1]), ...seen('stranger', [1, 0])],
      few,
    );
    expect(reports.map(({ definition, count, kept }) => [definition, count, kept])).toEqual([
      ['b', 2, false],
      ['a', 2, true],
      ['c', 0, true],
    ]);
  });

  const probability = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 0.1, 0.5, 0.5 + 1e-12, 1),
  );
  const observation = fc.record({
    definition: fc.constantFrom('a', 'b'),
    chosen: probability,
    rejected: probability,
  });

  it('is never NaN, and correlates within [−1, 1] (property)', () => {
    fc.assert(
      fc.property(fc.array(observation), fc.nat(30), (observations, leastCount) => {
        for (const report of validateCriteria(['a', 'b', 'c'], observations, { leastCount })) {
          expect(report.deviation).not.toBeNaN();
          expect(report.reason).not.toContain('NaN');
          if (report.correlation === undefined) continue;
          expect(Math.abs(report.correlation)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  it('turns its sign where the sides are swapped (property)', () => {
    fc.assert(
      fc.property(fc.array(observation), (observations) => {
        const swapped = observations.map(({ definition, chosen, rejected }) => ({
          definition,
          chosen: rejected,
          rejected: chosen,
        }));
        const [report, turned] = [observations, swapped].map((each) => only(validateCriteria(['a'], each)));
        if (report?.correlation === undefined) expect(turned?.correlation).toBeUndefined();
        else expect(turned?.correlation).toBeCloseTo(-report.correlation, 9);
      }),
    );
  });
});
