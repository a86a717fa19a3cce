import type { CriticalSteps } from '@roro/core';
import { sketchPrompt, sketchTrajectory } from '@roro/core/test';
import { criterionBank } from '@roro/rubricor';
import { describe, expect, it } from 'vitest';
import { lineWorld } from '../test/line-world.js';
import { labelCriteria, lineShape, lineShapes } from './label-rubric.js';

const { pool } = lineWorld(1, { small: () => [] }).setting;
const reference = sketchTrajectory('L@1 L@2 L@2 L@4', { correct: true });

function criteriaOf(
  label: Partial<CriticalSteps>,
  answer = reference,
): [definition: string, level: string, weight?: number][] {
  const whole: CriticalSteps = {
    version: 1,
    queryId: 'sketch',
    stratum: 'only-large-right',
    steps: [],
    segments: [],
  };
  return labelCriteria({ ...whole, ...label }, answer, pool).map(({ definition, level, weight }) =>
    weight === undefined ? [definition, level] : [definition, level, weight],
  );
}

describe('labelCriteria', () => {
  it('asks for the large model on critical lines and a sure hand on the others that were worked on', () => {
    expect(criteriaOf({ segments: [1] })).toEqual([
      ['large-writes-line', '2', 4],
      ['sure-hand-on-line', '1'],
      ['sure-hand-on-line', '4'],
      ['escalates-after-doubt', '0.15'],
      ['cost-share-at-most', '0.3'],
    ]);
  });

  it('allows a higher cost from two critical lines on', () => {
    expect(criteriaOf({ segments: [3, 0] })).toEqual([
      ['large-writes-line', '4', 4],
      ['large-writes-line', '1', 4],
      ['sure-hand-on-line', '2'],
      ['escalates-after-doubt', '0.15'],
      ['cost-share-at-most', '0.5'],
    ]);
  });

  it('speaks of no critical line where the small model is right anyway', () => {
    const criteria = criteriaOf({ stratum: 'small-right' });
    expect(criteria.map(([definition]) => definition)).not.toContain('large-writes-line');
    expect(criteria.at(-1)).toEqual(['cost-share-at-most', '0.3']);
  });

  it('knows nothing of single lines where neither model is right', () => {
    expect(criteriaOf({ stratum: 'neither-right', segments: [1] })).toEqual([
      ['large-share-at-least', '0.6'],
      ['calls-a-sure-large', '0.15'],
      ['recovers-after-doubt', '0.15'],
    ]);
  });

  it('speaks of six lines at most, critical ones first, so that a rubric has no more than eight criteria', () => {
    const prompt = Array.from('abcdefgh', (name, i) => `${name}${name}=${i}${i}*${9 - i}\n`).join('');
    const long = sketchTrajectory('L@1 L@2 L@3 L@4 L@5 L@6 L@7 L@8', { prompt });
    const criteria = criteriaOf({ segments: [7, 6] }, long);
    expect(criteria).toHaveLength(8);
    expect(criteria.slice(0, 3).map(([definition, level]) => [definition, level])).toEqual([
      ['large-writes-line', '8'],
      ['large-writes-line', '7'],
      ['sure-hand-on-line', '1'],
    ]);
  });

  it('names definitions and levels that the bank has for the query', () => {
    const strata = ['small-right', 'only-large-right', 'neither-right'] as const;
    for (const stratum of strata) {
      for (const segments of [[], [0], [0, 3]]) {
        for (const [definition, level] of criteriaOf({ stratum, segments })) {
          const levels = criterionBank.find(({ id }) => id === definition)?.levels(reference.query) ?? [];
          expect(
            levels.map(({ id }) => id),
            `${definition}:${level}`,
          ).toContain(level);
        }
      }
    }
  });
});

describe('lineShape', () => {
  it('makes names and numbers equal and keeps the operation', () => {
    expect(lineShape('c=b*7')).toBe('a=a*0');
    expect(lineShape('g=f*3')).toBe('a=a*0');
    expect(lineShape('c=b+45-24/3')).toBe('a=a+0-0/0');
    expect(lineShape('Bob has 12 more than ann')).toBe('a a 0 a a a');
    expect(lineShape('')).toBe('');
    expect(lineShapes({ id: 'q', prompt: sketchPrompt, benchmark: 'sums', meta: {} })).toEqual([
      'a=0',
      'a=0*0',
      'a=0-0',
      'a=0/0',
      'a=0+0',
      'a=0%0',
    ]);
  });
});
