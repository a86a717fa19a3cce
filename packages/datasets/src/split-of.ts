import { deriveSeed, type Split } from '@roro/core';
import { normaliseText } from './normalise-text.js';

/**
 * Shares of the splits, each in [0, 1], together 1.
 */
export type SplitShares = Readonly<Record<Split, number>>;

/**
 * The split of a question by a hash of its normalised text alone: the same in every data set, whatever the order of the
 * file, so that a question which two data sets share is never trained on in one and tested on in the other.
 */
export function splitOf(prompt: string, shares: SplitShares): Split {
  const place = deriveSeed('split', normaliseText(prompt)) / 2 ** 32;
  if (place < shares.train) return 'train';
  return place < shares.train + shares.validation ? 'validation' : 'test';
}
