import { type CriterionReport, validateCriteria } from '@roro/rubricor';
import type { JudgedPair } from './judged-pair.js';

/** What statistical validation says of free text. */
interface RecurringValidation {
  /** Reports on the criteria that recur, by their text. */
  criteria: CriterionReport[];
  /** To which of the criteria it applies, for a reader. */
  note: string;
}

/**
 * Statistical validation where it can be: a criterion is known by its text, and one that stands in the rubric of a single
 * query in these words says nothing about others.
 *
 * @param judged held-out pairs
 */
export function validateRecurring(
  judged: readonly JudgedPair[],
  leastCorrelation: number,
): RecurringValidation {
  const queries = new Map<string, Set<string>>();
  for (const { rubric } of judged) {
    for (const { text } of rubric?.criteria ?? []) {
      queries.set(text, (queries.get(text) ?? new Set()).add(rubric?.queryId ?? ''));
    }
  }
  const recurring = [...queries].filter(([, own]) => own.size > 1).map(([text]) => text);
  const observations = judged.flatMap(({ rubric, judgements }) =>
    (rubric?.criteria ?? []).flatMap(({ text }, index) => {
      const chosen = judgements?.chosen.criteria[index]?.probability;
      const rejected = judgements?.rejected.criteria[index]?.probability;
      return chosen === undefined || rejected === undefined ? [] : [{ definition: text, chosen, rejected }];
    }),
  );
  return {
    criteria: validateCriteria(recurring, observations, { leastCorrelation }),
    note:
      recurring.length === 0
        ? `Does not apply: none of ${queries.size} criteria stands in two rubrics in the same words.`
        : `Applies to ${recurring.length} of ${queries.size} criteria, those that stand in two rubrics or more in the same words.`,
  };
}
