import type { Criterion, CriterionDefinition, QueryView } from '@roro/core';
import { criterionBank } from '../bank/criterion-bank.js';
import { renderCriterion } from './rubric-items.js';

/**
 * The criteria of a bank that make sense for a query, for a language model to choose among (`llmRubricor`).
 *
 * @param dropped ids of definitions that are not to be used
 */
export function statementsOf(
  query: QueryView,
  bank: readonly CriterionDefinition[] = criterionBank,
  dropped: readonly string[] = [],
): Criterion[] {
  return bank
    .filter(({ id }) => !dropped.includes(id))
    .flatMap((definition) => definition.levels(query).map((level) => renderCriterion({ definition, level })));
}
