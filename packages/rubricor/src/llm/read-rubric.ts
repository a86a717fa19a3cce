import { type Criterion, criterionWeights, type Rubric } from '@roro/core';
import { z } from 'zod';
import { rubricProblem } from './rubric-problem.js';

/** Lengths and patterns are checked by `rubricProblem`: not every server's structured output takes them. */
const wordedSchema = z.object({
  criteria: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      kind: z.enum(['hard-rule', 'principle']),
      scope: z.enum(['step', 'trajectory']),
    }),
  ),
});
const chosenSchema = z.object({ criteria: z.array(z.string()) });

/** The form of the answer to `rubricQuestion`. */
export function rubricAnswerSchema(
  statements?: readonly Criterion[],
): z.ZodType<z.infer<typeof wordedSchema> | z.infer<typeof chosenSchema>> {
  return statements === undefined ? wordedSchema : chosenSchema;
}

export type RubricReading = { rubric: Rubric } | { rubric?: undefined; problem: string };

/**
 * The rubric in an answer to `rubricQuestion`, or what keeps it from being one: the format gate of docs/method.md § 4.
 *
 * @param answer any JSON value
 * @param statements those of the question; default none
 */
export function readRubric(
  answer: unknown,
  queryId: string,
  statements?: readonly Criterion[],
): RubricReading {
  const parsed = rubricAnswerSchema(statements).safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: `The answer does not fit at "${issue?.path.join('.')}": ${issue?.message}.` };
  }
  const criteria: Criterion[] = [];
  for (const entry of parsed.data.criteria) {
    if (typeof entry !== 'string') {
      criteria.push({ ...entry, text: entry.text.trim(), weight: criterionWeights[entry.kind] });
      continue;
    }
    const statement = statements?.find(({ id }) => id === entry);
    if (statement === undefined) {
      return { problem: `There is no criterion ${JSON.stringify(entry.slice(0, 80))} to choose.` };
    }
    criteria.push(statement);
  }
  const problem = rubricProblem(criteria, statements === undefined);
  return problem === undefined ? { rubric: { version: 1, queryId, criteria } } : { problem };
}
