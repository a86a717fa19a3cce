import type { QueryView, Rubric } from '@roro/core';
import { lineShapes } from './label-rubric.js';

/** How much rubrics depend on their queries. */
export interface RubricFigures {
  /** Share of rubrics that differ from all others, their queries' ids aside, range [0, 1]. */
  distinctShare: number;
  /**
   * Mutual information, in bits, between what a rubric says of a line (large model, small model, only if sure, nothing)
   * and the shape of that line (its operation): 0 where rubrics do not look at the query.
   */
  mutualInformation: number;
  /** Entropy of the shapes, bits: the most that the mutual information could be. */
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
      return { shape, rule: rule?.source?.definition ?? 'none' };
    }),
  );
  const shapes = entropy(lines.map(({ shape }) => shape));
  return {
    distinctShare: new Set(texts).size / texts.length,
    mutualInformation: Math.max(
      0,
      shapes +
        entropy(lines.map(({ rule }) => rule)) -
        entropy(lines.map(({ shape, rule }) => `${rule} ${shape}`)),
    ),
    shapeEntropy: shapes,
  };
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
