import type { CriterionDefinition, QueryView, Rubric } from '@roro/core';
import { renderCriterion, rubricItems } from '@roro/rubricor';

const chosen = ['large-tokens-at-most:60', 'seldom-switches:0.25', 'small-closes:1'];

/** The same three criteria for every query. A trained Rubricor chooses among all that fit the query. */
export function rubricOf(query: QueryView, bank: readonly CriterionDefinition[]): Rubric {
  const criteria = rubricItems(query, bank).items.map(renderCriterion);
  return { version: 1, queryId: query.id, criteria: criteria.filter(({ id }) => chosen.includes(id)) };
}
