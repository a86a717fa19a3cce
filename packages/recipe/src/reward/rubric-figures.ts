import type { QueryView, Rubric } from '@roro/core';
import { lineShapes } from './label-rubric.js';

/** How much rubrics depend on their queries. */
export interface RubricFigures {
  /** Distinct rubrics per rubric, their queries' ids and the order of criteria aside, range (0, 1]. */
  distinctShare: number;
  /**
   * Mutual information, in bits, between what a rubric says of a line (large model, small model, only if sure, nothing)
   * and the shape of that line (its operation), given the line's place in the query: 0 where rubrics do not look at the
   * query.
   */
  mutualInformation: number;
  /** Entropy of the shapes given the place, bits: the most that the mutual information could be. */
  shapeEntropy: number;
}

/** @param rubrics with their queries; at least one */
export function rubricFigures(rubrics: readonly { query: QueryView; rubric: Rubric }[]): RubricFigures {
  const texts = rubrics.map(({ rubric }) =>
    rubric.criteria
      .map(({ id }) => id)
      .sort()
      .join(),
  );
  const lines = rubrics.flatMap(({ query, rubric }) =>
    lineShapes(query).map((shape, segment) => {
      const rule = rubric.criteria.find(
        ({ source }) => source?.level === String(segment + 1) && source.definition.endsWith('-line'),
      );
      return { segment, shape, rule: rule?.source?.definition ?? 'none' };
    }),
  );
  let information = 0;
  let shapeEntropy = 0;
  for (const segment of new Set(lines.map((line) => line.segment))) {
    const own = lines.filter((line) => line.segment === segment);
    const share = own.length / lines.length;
    const shapes = entropy(own.map(({ shape }) => shape));
    const rules = entropy(own.map(({ rule }) => rule));
    const both = entropy(own.map(({ shape, rule }) => `${rule} ${shape}`));
    shapeEntropy += share * shapes;
    information += share * Math.max(0, shapes + rules - both);
  }
  return { distinctShare: new Set(texts).size / texts.length, mutualInformation: information, shapeEntropy };
}

/** Bits. */
function entropy(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return -[...counts.values()].reduce((sum, count) => {
    const p = count / values.length;
    return sum + p * Math.log2(p);
  }, 0);
}
