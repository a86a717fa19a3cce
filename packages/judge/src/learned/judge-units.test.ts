import { embeddingLength, embedText, numberFeatures, numberLength, ValidationError } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { bank, fullRubric, randomSketch, rubricOf } from '../test/judge-world.js';
import { judgeUnits, unitFeatureCount } from './judge-units.js';

const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(5)));
const round = (value: number) => Number(value.toFixed(5));

describe('judgeUnits', () => {
  it('asks one question a step that a criterion looks at, and shares its weight among them', () => {
    const { units, evidence } = judgeUnits(sketchView('s0.2@1 L@2 s0.05@2'), fullRubric, bank);
    // Weights 3, 1 and 1 of 5; the first and the last criterion look at two steps each.
    expect(units.map(({ criterion, step, degree, weight }) => [criterion, step, degree, weight])).toEqual([
      [0, 1, 1, 3 / 10],
      [0, 2, 0, 3 / 10],
      [1, undefined, expect.closeTo(0.6, 9), 1 / 5],
      [2, 0, 0, 1 / 10],
      [2, 2, 1, 1 / 10],
    ]);
    expect(evidence).toEqual(['1 of 2 steps', 'costs 0.40', '1 of 2 steps']);
  });

  it('asks nothing where the trajectory says nothing', () => {
    const { units, evidence } = judgeUnits(sketchView('s@1 L@3'), fullRubric, bank);
    expect(units.map(({ criterion }) => criterion)).toEqual([1]);
    expect(evidence).toHaveLength(3);
    expect(judgeUnits(sketchView(''), fullRubric, bank).units.map(({ criterion }) => criterion)).toEqual([1]);
  });

  it('describes a step (hand-computed)', () => {
    const [unit] = judgeUnits(sketchView('s0.2@1 L0.4@2x4'), rubricOf('large-writes-line:2'), bank).units;
    expect(rounded(unit?.features ?? [])).toEqual([
      // Definition; level (it is about a line); degree here and over all; a step.
      ...[1, 0, 0, 0, 1, 1, 1, 1],
      // By the cheapest, the dearest, place in the pool; entropy is known, mean, max; log-probability / 5.
      ...[0, 1, 1, 1, 0.4, 0.8, -0.16],
      // The step before: by the small model, mean and max entropy. None after.
      ...[1, 0, 0.2, 0.4, 0, 0, 0],
      // Tokens, place of the step, place of the line (second of six), same line as before, steps there, by the large.
      ...[round(Math.log(5) / 4), 1, 0.2, 0, 0.25, 1],
      // Its text.
      ...[...rounded(embedText('bb=7*3')), ...rounded(numberFeatures('bb=7*3'))],
      // Cost (8 · 0.1 + 4) / 12, switches, steps, share of the large; entropies of small (mean, max) and large; answered.
      ...[0.4, 1, round(Math.log(3) / 4), 0.5, 0.2, 0.2, 0.4, 1],
    ]);
  });

  it('describes a whole trajectory (hand-computed)', () => {
    const view = sketchView('s@1 s@1', { finish: 'step-budget' });
    const [unit] = judgeUnits(view, rubricOf('cheap:half'), bank).units;
    expect(rounded(unit?.features ?? [])).toEqual([
      ...[0, 1, 0, round(0.5 / 1.5), 0, 0.9, 0.9, 0],
      ...Array<number>(20 + embeddingLength + 2 * numberLength).fill(0),
      ...[0.1, 0, round(Math.log(3) / 4), 0, 0, 0, 0, 0],
    ]);
    expect(unit?.step).toBeUndefined();
  });

  it('is finite, and as long as it says', () => {
    for (let i = 0; i < 100; i++) {
      const { units } = judgeUnits(sketchView(randomSketch('units', i)), fullRubric, bank);
      for (const { features, weight } of units) {
        expect(features).toHaveLength(unitFeatureCount(bank.length));
        expect(features.every(Number.isFinite)).toBe(true);
        expect(weight).toBeGreaterThan(0);
      }
      const total = units.reduce((sum, { weight }) => sum + weight, 0);
      expect(total).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('takes criteria of its bank and of the query alone', () => {
    const view = sketchView('s@1');
    for (const id of ['stranger:1', 'large-writes-line:7', 'cheap:whole']) {
      expect(() => judgeUnits(view, rubricOf(id), bank)).toThrow(ValidationError);
      expect(() => judgeUnits(view, rubricOf(id), bank)).toThrow(
        `Criterion "${id}" is not of the judge's bank (large-writes-line, cheap, sure-steps).`,
      );
    }
    const [criterion] = rubricOf('cheap:half').criteria;
    if (criterion === undefined) throw new Error('no criterion');
    const { source: _source, ...freeText } = criterion;
    const rubric = { version: 1 as const, queryId: 'sketch', criteria: [freeText] };
    expect(() => judgeUnits(view, rubric, bank)).toThrow(/Judge rubrics in free text with llmJudge/);
  });
});
