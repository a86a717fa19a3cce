import type { Comparison } from '@roro/core';
import { pValueText } from '../statistics/p-value-text.js';
import { type Html, html } from './html.js';

/** What the stars stand for, for the foot of a table. */
export const starsNote = '* p < 0.05, ** p < 0.01, *** p < 0.001';

/** Stars of a comparison, adjusted for the number of comparisons where that is known; undefined where it was not tested. */
export function significanceStars({ pValue, adjustedPValue }: Comparison): string | undefined {
  const p = adjustedPValue ?? pValue;
  if (p === undefined) return undefined;
  return p < 0.001 ? '***' : p < 0.01 ? '**' : p < 0.05 ? '*' : '';
}

/** The stars and the p-value that they stand for. */
export function significanceMark(comparison: Comparison): Html | undefined {
  const { pValue, adjustedPValue } = comparison;
  const p = adjustedPValue ?? pValue;
  if (p === undefined) return undefined;
  return html` <strong>${significanceStars(comparison)}</strong> <small>p = ${pValueText(p)}</small>`;
}
