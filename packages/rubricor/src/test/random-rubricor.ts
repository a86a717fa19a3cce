import { type CriterionDefinition, type NamedArray, Random } from '@roro/core';
import type { PolicyModel } from '@roro/grpo';
import { assignVariables } from '@roro/tensor';
import { LearnedRubricor } from '../learned/learned-rubricor.js';
import { encodeRubricorFile } from '../learned/rubricor-file.js';
import { rubricorMetadata, rubricorPolicy } from '../train/rubricor-policy.js';

/** A Rubricor's policy with random weights: it has opinions, none of them learned. */
export function randomPolicy(bank: readonly CriterionDefinition[], seed: number): PolicyModel {
  const policy = rubricorPolicy({ bank, seed });
  const random = new Random('random policy', seed);
  const weights = Object.fromEntries(
    Object.entries(policy.snapshot()).map(([name, { shape, data }]): [string, NamedArray] => [
      name,
      { shape, data: data.map(() => random.normal() / 2) },
    ]),
  );
  assignVariables(policy.variables, weights, '(memory)');
  return policy;
}

/** The policy as a Rubricor that writes. */
export function rubricorOf(
  policy: PolicyModel,
  bank: readonly CriterionDefinition[],
  dropped: readonly string[] = [],
): LearnedRubricor {
  return new LearnedRubricor(encodeRubricorFile(policy.snapshot(), rubricorMetadata(bank, dropped)), {
    bank,
  });
}
