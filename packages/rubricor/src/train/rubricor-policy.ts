import type { CriterionDefinition } from '@roro/core';
import { type PolicyModel, pointerPolicy } from '@roro/grpo';
import type { RubricDraft } from '../learned/rubric-draft.js';
import {
  actionLimit,
  draftFeatureCount,
  type RubricItems,
  staticFeatureCount,
} from '../learned/rubric-items.js';
import { type RubricorMetadata, rubricFeatureSet } from '../learned/rubricor-file.js';

/** Hidden units of the Rubricor's one hidden layer. */
const hidden = [24];

/** An untrained Rubricor: every allowed action is equally likely. */
export function rubricorPolicy({
  bank,
  seed,
}: {
  bank: readonly CriterionDefinition[];
  seed: number;
}): PolicyModel {
  return pointerPolicy({
    items: actionLimit(bank),
    features: staticFeatureCount(bank.length) + draftFeatureCount,
    hidden,
    seed,
  });
}

export function rubricorMetadata(
  bank: readonly CriterionDefinition[],
  dropped: readonly string[] = [],
): RubricorMetadata {
  return {
    version: 1,
    featureSet: rubricFeatureSet,
    bank: bank.map(({ id }) => id),
    dropped: [...dropped],
    hidden,
  };
}

/** The policy's input before a choice: a row of features an action, zeros for actions that this query does not have. */
export function rubricObservation(
  items: RubricItems,
  draft: RubricDraft,
  allowed: readonly boolean[],
  limit: number,
): { observation: Float32Array; allowed: boolean[] } {
  const actions = items.items.length + 1;
  const width = items.features.length / actions;
  const row = width + draftFeatureCount;
  const observation = new Float32Array(limit * row);
  for (let action = 0; action < actions; action++) {
    observation.set(items.features.subarray(action * width, (action + 1) * width), action * row);
    draft.write(action, observation, action * row + width);
  }
  return { observation, allowed: Array.from({ length: limit }, (_, action) => allowed[action] ?? false) };
}
