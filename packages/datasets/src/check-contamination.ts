import { ConfigurationError } from '@roro/core';
import { normaliseText } from './normalise-text.js';

/** A text that is looked for, or looked in. */
export interface NamedText {
  id: string;
  text: string;
}

/** A test question, and the training text that gives it away. */
export interface ContaminatedPair {
  test: string;
  train: string;
  /** `exact`: the same words from end to end; `overlap`: at least one run of words in common. */
  kind: 'exact' | 'overlap';
  /** Share of the runs of the test question that the training text has, range (0, 1]. */
  share: number;
  /** First run of words in common; of an exact pair the whole text, up to its first 200 characters. */
  example: string;
}

export interface ContaminationReport {
  train: number;
  test: number;
  /** Words of a run (n). */
  words: number;
  /** Test questions that are too short to have a run: only an exact match is looked for. */
  tooShort: number;
  /** Of each contaminated test question the training text with most in common, in the order of the test questions. */
  pairs: ContaminatedPair[];
}

/** Words of a run in GPT-3's check (2005.14165, appendix C). */
export const defaultWords = 13;

/**
 * Which test questions stand in the training texts: whole, or in runs of `words` words. Texts are compared as normalised
 * words (`normaliseText`).
 *
 * @param words ≥ 1, default 13 as in GPT-3's check
 * @throws ConfigurationError for another number
 */
export function checkContamination(
  train: readonly NamedText[],
  test: readonly NamedText[],
  words: number = defaultWords,
): ContaminationReport {
  if (!Number.isInteger(words) || words < 1) {
    throw new ConfigurationError({
      message: `A run needs a whole number of words ≥ 1, got ${words}.`,
      nextStep: `Leave it out for ${defaultWords}.`,
    });
  }
  const whole = new Map<string, number>();
  const runs = new Map<string, number[]>();
  train.forEach(({ text }, index) => {
    const normal = normaliseText(text);
    if (!whole.has(normal)) whole.set(normal, index);
    for (const run of runsOf(normal, words)) {
      const own = runs.get(run);
      if (own === undefined) runs.set(run, [index]);
      else own.push(index);
    }
  });
  let tooShort = 0;
  const pairs = test.flatMap(({ id, text }): ContaminatedPair[] => {
    const normal = normaliseText(text);
    const own = runsOf(normal, words);
    if (own.size === 0) tooShort += 1;
    const same = whole.get(normal);
    if (same !== undefined) {
      const { id: other } = train[same] as NamedText;
      return [{ test: id, train: other, kind: 'exact', share: 1, example: normal.slice(0, 200) }];
    }
    const found = mostInCommon(own, runs);
    if (found === undefined) return [];
    const { id: other } = train[found.index] as NamedText;
    return [
      { test: id, train: other, kind: 'overlap', share: found.count / own.size, example: found.example },
    ];
  });
  return { train: train.length, test: test.length, words, tooShort, pairs };
}

/** Distinct runs of `words` words, in order. */
function runsOf(normal: string, words: number): Set<string> {
  const list = normal === '' ? [] : normal.split(' ');
  const runs = new Set<string>();
  for (let start = 0; start + words <= list.length; start++)
    runs.add(list.slice(start, start + words).join(' '));
  return runs;
}

/** The training text with most of the runs; the first of equals. */
function mostInCommon(
  own: ReadonlySet<string>,
  runs: ReadonlyMap<string, readonly number[]>,
): { index: number; count: number; example: string } | undefined {
  const counts = new Map<number, { count: number; example: string }>();
  for (const run of own) {
    for (const index of runs.get(run) ?? []) {
      const known = counts.get(index);
      if (known === undefined) counts.set(index, { count: 1, example: run });
      else known.count += 1;
    }
  }
  let best: { index: number; count: number; example: string } | undefined;
  for (const [index, { count, example }] of counts) {
    const isBetter = best === undefined || count > best.count || (count === best.count && index < best.index);
    if (isBetter) best = { index, count, example };
  }
  return best;
}
