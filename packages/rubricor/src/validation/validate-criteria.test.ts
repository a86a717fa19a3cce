import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CriterionObservation, validateCriteria } from './validate-criteria.js';

/** Verdicts on preferred and on rejected trajectories. */
const seen = (
  definition: string,
  preferred: readonly number[],
  rejected: readonly number[],
): CriterionObservation[] => [
  ...preferred.map((probability) => ({ definition, probability, preferred: true })),
  ...rejected.map((probability) => ({ definition, probability, preferred: false })),
];
const few = { leastCount: 2 };
const [only] = [(reports: ReturnType<typeof validateCriteria>) => reports[0]];

describe('validateCriteria', () => {
  it('keeps what correlates with the preference (hand-computed)', () => {
    // Verdicts 1, 0.5 | 0.5, 0 with labels 1, 1 | 0, 0: covariance 0.125, deviations √0.125 and 0.5.
    const report = only(validateCriteria(['a'], seen('a', [1, 0.5], [0.5, 0]), few));
    expect(report).toMatchObject({ definition: 'a', count: 4, kept: true });
    expect(report?.deviation).toBeCloseTo(Math.sqrt(0.125), 12);
    expect(report?.correlation).toBeCloseTo(Math.SQRT1_2, 12);
    expect(report?.reason).toBe('its verdict correlates 0.71 with the preference');
  });

  it('drops what correlates too little, or the other way round', () => {
    // Verdicts 1, 1, 0, 0 | 1, 0, 0, 0: covariance 1/16, deviations √15/8 and 1/2: 1/√15.
    const weak = seen('a', [1, 1, 0, 0], [1, 0, 0, 0]);
    expect(only(validateCriteria(['a'], weak, few))?.correlation).toBeCloseTo(1 / Math.sqrt(15), 12);
    expect(only(validateCriteria(['a'], weak, few))?.kept).toBe(true);
    expect(only(validateCriteria(['a'], weak, { ...few, leastCorrelation: 0.3 }))).toMatchObject({
      kept: false,
      reason: 'its verdict correlates 0.26 with the preference, not more than 0.3',
    });
    const inverse = only(validateCriteria(['a'], seen('a', [0, 0], [1, 1]), few));
    expect(inverse?.correlation).toBeCloseTo(-1, 12);
    expect(inverse?.kept).toBe(false);
  });

  it('drops a verdict that is always the same', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.3, 0.3], [0.3, 0.3]), few));
    expect(report).toMatchObject({ deviation: 0, correlation: undefined, kept: false });
    expect(report?.reason).toBe('it always gives the same verdict');
  });

  it('drops a verdict that ties every pair, with the figure', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.2, 0.8], [0.2, 0.8]), few));
    expect(report).toMatchObject({ kept: false });
    expect(report?.correlation).toBeCloseTo(0, 12);
    expect(report?.reason).toBe('its verdict correlates 0.00 with the preference, not more than 0.2');
  });

  it('concludes nothing where the preference never varies, and drops it with the reason', () => {
    const report = only(validateCriteria(['a'], seen('a', [0.2, 0.8], []), few));
    expect(report).toMatchObject({ correlation: undefined, kept: false });
    expect(report?.reason).toMatch(/all on preferred or all on rejected/);
  });

  it('keeps what was seen too seldom', () => {
    const nineteen = seen('a', Array(10).fill(0), Array(9).fill(1));
    expect(only(validateCriteria(['a'], nineteen))).toMatchObject({
      count: 19,
      kept: true,
      reason: 'only 19 verdicts: nothing concluded',
    });
    expect(only(validateCriteria(['a'], [...nineteen, ...seen('a', [], [1])]))).toMatchObject({
      count: 20,
      kept: false,
    });
    expect(only(validateCriteria(['a'], []))).toMatchObject({ count: 0, kept: true, correlation: undefined });
  });

  it('reports every definition in its order, on its own verdicts alone', () => {
    const reports = validateCriteria(
      ['b', 'a', 'c'],
      [...seen('a', [1, 1], [0, 0]), ...seen('b', [0, 0], [1, 1]), ...seen('stranger', [1], [0])],
      few,
    );
    expect(reports.map(({ definition, count, kept }) => [definition, count, kept])).toEqual([
      ['b', 4, false],
      ['a', 4, true],
      ['c', 0, true],
    ]);
  });

  it('is never NaN, and correlates within [−1, 1] (property)', () => {
    const observation = fc.record({
      definition: fc.constantFrom('a', 'b'),
      probability: fc.oneof(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 0.1, 0.5, 0.5 + 1e-12, 1),
      ),
      preferred: fc.boolean(),
    });
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
});
