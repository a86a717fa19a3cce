import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from './errors.js';
import { rubricScore, stepScores } from './judgement-score.js';
import type { CriterionVerdict, Judgement, Rubric } from './preference.js';

function rubricOf(...weights: number[]): Rubric {
  return {
    version: 1,
    queryId: 'q',
    criteria: weights.map((weight, i) => ({
      id: `c${i}`,
      text: 'The routing is good.',
      weight,
      kind: 'principle',
      scope: 'step',
    })),
  };
}

function judgementOf(rubric: Rubric, criteria: CriterionVerdict[]): Judgement {
  const judge = { id: 'j', version: '1' };
  return {
    version: 1,
    trajectoryId: 't',
    judge,
    criteria,
    score: rubricScore(rubric, criteria),
    usage: [],
  };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('rubricScore', () => {
  it('is the weighted mean of 2p − 1 (hand-computed), whatever the order of the verdicts', () => {
    // (3 · (2 · 0.9 − 1) + 1 · (2 · 0.25 − 1)) / 4 = (2.4 − 0.5) / 4
    const verdicts = [
      { id: 'c1', probability: 0.25 },
      { id: 'c0', probability: 0.9 },
    ];
    expect(rubricScore(rubricOf(3, 1), verdicts)).toBeCloseTo(0.475, 12);
    expect(rubricScore(rubricOf(3, 1), verdicts.toReversed())).toBeCloseTo(0.475, 12);
  });

  it('is −1, 0 and 1 where nothing, nobody knows, and everything holds', () => {
    for (const [probability, score] of [
      [0, -1],
      [0.5, 0],
      [1, 1],
    ] as const) {
      const verdicts = [0, 1, 2].map((i) => ({ id: `c${i}`, probability }));
      expect(rubricScore(rubricOf(0.1, 0.2, 0.7), verdicts)).toBe(score);
    }
  });

  it('refuses a missing verdict and a rubric without weight', () => {
    const verdicts = [{ id: 'c0', probability: 1 }];
    expect(() => rubricScore(rubricOf(1, 1), verdicts)).toThrow(ValidationError);
    expect(() => rubricScore(rubricOf(1, 1), verdicts)).toThrow(/no verdict on criterion "c1"; verdicts: c0/);
    expect(() => rubricScore(rubricOf(1), [])).toThrow(/verdicts: none/);
    expect(() => rubricScore(rubricOf(0), verdicts)).toThrow(ValidationError);
    expect(() => rubricScore(rubricOf(0), verdicts)).toThrow(/query "q" has a total weight of 0/);
    expect(() => rubricScore(rubricOf(Number.NaN), verdicts)).toThrow(ValidationError);
  });
});

describe('stepScores', () => {
  it('shares a criterion among the steps that it looks at (hand-computed)', () => {
    // c0 (weight 3): 3 · 1 / (2 · 4) at step 0, 3 · −1 / (2 · 4) at step 2; c1 (1): 0.5 / (3 · 4) everywhere.
    const judgement = judgementOf(rubricOf(3, 1), [
      {
        id: 'c0',
        probability: 0.5,
        evidence: '',
        perStep: [
          { index: 0, probability: 1 },
          { index: 2, probability: 0 },
        ],
      },
      { id: 'c1', probability: 0.75, evidence: '' },
    ]);
    const scores = stepScores(judgement, rubricOf(3, 1), 3);
    const even = 0.5 / 12;
    for (const [i, expected] of [0.375 + even, even, -0.375 + even].entries()) {
      expect(scores[i]).toBeCloseTo(expected, 12);
    }
    expect(judgement.score).toBeCloseTo(0.125, 12);
  });

  it('is zeros without a score, nothing without steps, and passes over steps that are not there', () => {
    const rubric = rubricOf(1);
    const { score: _score, ...rest } = judgementOf(rubric, [{ id: 'c0', probability: 1, evidence: '' }]);
    expect(stepScores({ ...rest, criteria: [], failure: 'unreadable' }, rubric, 2)).toEqual([0, 0]);
    const verdict = { id: 'c0', probability: 1, evidence: '', perStep: [{ index: 5, probability: 1 }] };
    expect(stepScores(judgementOf(rubric, [verdict]), rubric, 2)).toEqual([0, 0]);
    expect(stepScores(judgementOf(rubric, [verdict]), rubric, 0)).toEqual([]);
  });

  it('refuses a missing verdict', () => {
    const judgement = judgementOf(rubricOf(1), [{ id: 'c0', probability: 1, evidence: '' }]);
    expect(() => stepScores(judgement, rubricOf(1, 1), 2)).toThrow(ValidationError);
  });

  it('adds up to the score where p is the mean of its steps (property)', () => {
    const steps = 6;
    const criterion = fc.record({
      weight: fc.double({ min: 0.01, max: 10, noNaN: true }),
      whole: fc.double({ min: 0, max: 1, noNaN: true }),
      perStep: fc.uniqueArray(
        fc.record({
          index: fc.integer({ min: 0, max: steps - 1 }),
          probability: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { selector: ({ index }) => index },
      ),
    });
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 5 }), (criteria) => {
        const rubric = rubricOf(...criteria.map(({ weight }) => weight));
        const judgement = judgementOf(
          rubric,
          criteria.map(({ whole, perStep }, i) => ({
            id: `c${i}`,
            evidence: '',
            perStep,
            probability: perStep.length === 0 ? whole : mean(perStep.map(({ probability }) => probability)),
          })),
        );
        const sum = stepScores(judgement, rubric, steps).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(judgement.score as number, 9);
        expect(Math.abs(judgement.score as number)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
