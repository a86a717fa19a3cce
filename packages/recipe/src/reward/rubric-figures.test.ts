import type { Criterion, QueryView, Rubric } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { rubricFigures } from './rubric-figures.js';

const query = (id: string, prompt: string): QueryView => ({ id, prompt, benchmark: 'sums', meta: {} });

const rubric = (queryId: string, ...criteria: [definition: string, level: string][]): Rubric => ({
  version: 1,
  queryId,
  criteria: criteria.map(
    ([definition, level]): Criterion => ({
      id: `${definition}:${level}`,
      text: 'The routing is good.',
      weight: 1,
      kind: 'principle',
      scope: 'step',
      source: { definition, level },
    }),
  ),
});

/** Two of the four places have one of two shapes: half a bit a line. */
const prompts = ['a=12\nb=a*7\nc=b+45\nc?\n', 'd=30\ne=d+11\nf=e*3\nf?\n'];

describe('rubricFigures', () => {
  it('identical rubrics that name no line: 0 bits, one distinct in n', () => {
    const criteria = [
      ['cost-share-at-most', '0.5'],
      ['small-opens', '1'],
    ] as const;
    const written = [0, 1, 2, 3].map((i) => ({
      query: query(`q${i}`, prompts[i % 2] as string),
      // The order of criteria makes no rubric another one, and neither does the id of its query.
      rubric: rubric(
        `q${i}`,
        ...(i < 2 ? criteria : criteria.toReversed()).map(([d, l]): [string, string] => [d, l]),
      ),
    }));
    expect(rubricFigures(written)).toEqual({ distinctShare: 1 / 4, mutualInformation: 0, shapeEntropy: 0.5 });
  });

  it('a rule that the shape determines, another one for each: all of its entropy', () => {
    const written = [
      {
        query: query('p', prompts[0] as string),
        rubric: rubric(
          'p',
          ['large-writes-line', '2'],
          ['small-writes-line', '3'],
          ['sure-hand-on-line', '4'],
        ),
      },
      {
        query: query('q', prompts[1] as string),
        rubric: rubric(
          'q',
          ['small-writes-line', '2'],
          ['large-writes-line', '3'],
          ['sure-hand-on-line', '4'],
        ),
      },
    ];
    const figures = rubricFigures(written);
    expect(figures.shapeEntropy).toBeCloseTo(0.5, 12);
    expect(figures.mutualInformation).toBeCloseTo(0.5, 12);
    expect(figures.distinctShare).toBe(1);
  });

  it('hand-computed in between', () => {
    const written = [
      { query: query('p', 'b=a*2\n'), rubric: rubric('p', ['large-writes-line', '1']) },
      { query: query('q', 'b=a*2\n'), rubric: rubric('q', ['cost-share-at-most', '0.5']) },
      { query: query('r', 'b=a+2\n'), rubric: rubric('r', ['cost-share-at-most', '0.5']) },
      { query: query('s', 'b=a+2\n'), rubric: rubric('s', ['cost-share-at-most', '0.5']) },
    ];
    const { mutualInformation, shapeEntropy } = rubricFigures(written);
    expect(shapeEntropy).toBeCloseTo(1, 12);
    // Rules: one in four says "large", H = 0.811 278; with their shapes: 1/4, 1/4, 1/2, H = 1.5.
    expect(mutualInformation).toBeCloseTo(1 + 0.8112781245 - 1.5, 9);
  });

  it('a rule that goes by the place and not by the shape: 0 bits', () => {
    const written = [
      { query: query('p', 'b=a*2\nc=b+3\n'), rubric: rubric('p', ['large-writes-line', '1']) },
      { query: query('q', 'b=a+2\nc=b*3\n'), rubric: rubric('q', ['large-writes-line', '1']) },
    ];
    expect(rubricFigures(written)).toEqual({ distinctShare: 0.5, mutualInformation: 0, shapeEntropy: 1 });
  });

  it('takes levels of other definitions for no line', () => {
    const written = [
      {
        query: query('p', prompts[0] as string),
        rubric: rubric('p', ['small-opens', '2'], ['one-writer-per-line', 'any'], ['small-opens', '1']),
      },
    ];
    expect(rubricFigures(written)).toEqual({ distinctShare: 1, mutualInformation: 0, shapeEntropy: 0 });
  });
});
