import type { CriterionDefinition } from '@roro/core';
import { mlpPolicy, type PolicyModel } from '@roro/grpo';
import type { JudgeMetadata } from '../learned/judge-file.js';
import { judgeFeatureSet, unitFeatureCount } from '../learned/judge-units.js';

/** Hidden units of the Judge's one hidden layer. */
const hidden = [32];

/** An untrained Judge: one unit in, logits of "no" and "yes" out; p = 0.5 everywhere. */
export function judgePolicy({
  bank,
  seed,
}: {
  bank: readonly CriterionDefinition[];
  seed: number;
}): PolicyModel {
  return mlpPolicy({ inputs: unitFeatureCount(bank.length), actions: 2, hidden, seed });
}

export function judgeMetadata(bank: readonly CriterionDefinition[]): JudgeMetadata {
  return { version: 1, featureSet: judgeFeatureSet, bank: bank.map(({ id }) => id), hidden };
}
