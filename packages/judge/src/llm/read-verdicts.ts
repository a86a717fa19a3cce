import type { CriterionVerdict, Rubric } from '@roro/core';
import { z } from 'zod';
import { type KeyedCriterion, keyedCriteria } from './criterion-question.js';

const stepVerdictsSchema = z.array(z.object({ step: z.number(), holds: z.boolean() }));
/** `steps` is required where it is asked for: strict structured output knows no optional properties. */
const verdictSchema = z.object({ evidence: z.string(), holds: z.boolean() });
const stepwiseVerdictSchema = verdictSchema.extend({ steps: stepVerdictsSchema });

export type SampledVerdict = z.infer<typeof verdictSchema> & { steps?: z.infer<typeof stepVerdictsSchema> };

/** The form of the answer to `verdictQuestion`. */
export function verdictAnswerSchema(
  criteria: readonly KeyedCriterion[],
  isStepwise: (criterion: KeyedCriterion) => boolean,
) {
  return z.object(
    Object.fromEntries(
      criteria.map((each) => [each.key, isStepwise(each) ? stepwiseVerdictSchema : verdictSchema]),
    ),
  );
}

export type VerdictReading = { verdicts: CriterionVerdict[] } | { verdicts?: undefined; problem: string };

/**
 * The verdicts in one answer to `rubricVerdictQuestion`, p(true) 0 or 1, in the order of the rubric; or what keeps it from
 * being one.
 *
 * @param answer any JSON value
 */
export function readVerdicts(answer: unknown, rubric: Rubric): VerdictReading {
  const criteria = keyedCriteria(rubric);
  const parsed = verdictAnswerSchema(criteria, () => false).safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: `The answer does not fit at "${issue?.path.join('.')}": ${issue?.message}.` };
  }
  return {
    verdicts: criteria.map(({ key, criterion }) => {
      const { evidence, holds } = parsed.data[key] as SampledVerdict;
      return { id: criterion.id, probability: holds ? 1 : 0, evidence };
    }),
  };
}
