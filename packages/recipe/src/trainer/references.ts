import type { Criterion, Judgement, Rubric } from '@roro/core';

/** A judgement as an answer to `rubricVerdictQuestion`; p = 0.5 holds. */
export function verdictsReference({ criteria }: Pick<Judgement, 'criteria'>): string {
  return JSON.stringify(
    Object.fromEntries(
      criteria.map(({ probability, evidence }, i) => [`c${i + 1}`, { evidence, holds: probability >= 0.5 }]),
    ),
  );
}

/** A rubric of the bank as an answer to `rubricQuestion`: chosen, or worded with ids in kebab-case. */
export function rubricReference({ criteria }: Rubric, statements: readonly Criterion[] | undefined): string {
  return JSON.stringify({
    criteria: criteria.map(({ id, text, kind, scope }) =>
      statements === undefined ? { id: id.replace(/[^a-z0-9]+/g, '-'), text, kind, scope } : id,
    ),
  });
}
