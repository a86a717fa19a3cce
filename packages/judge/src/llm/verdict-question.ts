import type { Rubric } from '@roro/core';
import { type KeyedCriterion, keyedCriteria, renderCriteria } from './criterion-question.js';

/**
 * What a judge is asked about a trajectory that it shall judge under all criteria at once, after its instructions.
 *
 * @param text the trajectory, as `renderTrajectory` writes it
 * @param isStepwise whether a criterion is asked about each step too
 */
export function verdictQuestion(
  text: string,
  criteria: readonly KeyedCriterion[],
  isStepwise: (criterion: KeyedCriterion) => boolean,
): string {
  const keys = criteria.map(({ key }) => key).join(', ');
  const steps = criteria.some(isStepwise)
    ? ' Where `steps` is asked for, list the steps that the statement concerns, by number, and whether it holds of each.'
    : '';
  return `${text}\n\nStatements:\n${renderCriteria(criteria)}\n\nFor each statement give the evidence in one sentence, then whether it holds (true or false).${steps} Answer with a JSON object that has one property {"evidence", "holds"} for each of ${keys}.`;
}

/** `verdictQuestion` about a rubric, without verdicts on steps: what a model that is trained to judge is trained on. */
export function rubricVerdictQuestion(text: string, rubric: Rubric): string {
  return verdictQuestion(text, keyedCriteria(rubric), () => false);
}
