import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import type { LearnedPolicy } from '../learned/learned-policy.js';
import { learnedFamily, thriftyRouter } from '../learned/learned-router.js';
import { trimFeatures, trimScorer } from '../learned/trim-features.js';

const id = 'trim-agg';

export interface TrimAggOptions {
  /** Put the policy's input into each decision, which training needs. Default false. */
  observe?: boolean;
}

/**
 * TRIM-Agg (2601.10245): a policy trained by PPO looks at the process reward model's scores of the cheapest model's draft
 * and of the steps before it, and accepts the draft or has a dearer model write the step again.
 *
 * @param policy of feature set `trim-1` and mode `review`
 * @param thrift in (0, 1); near 1 routes cheaply (`thriftyRouter`)
 * @throws ConfigurationError for another policy, or a thrift outside (0, 1); when deciding, RouterError where nothing can
 *   be asked, and ConfigurationError for a pool without the scorer `prm`
 */
export function trimAggRouter(
  policy: LearnedPolicy,
  thrift: number,
  { observe = false }: TrimAggOptions = {},
): Router {
  checkPolicy(policy);
  return thriftyRouter(policy, thrift, { id, observe });
}

/** One TRIM-Agg policy over its whole accuracy–cost curve. @throws ConfigurationError for another policy */
export function trimAggFamily(policy: LearnedPolicy): RouterFamily {
  checkPolicy(policy);
  return {
    ...learnedFamily(policy, { id, title: 'TRIM-Agg' }),
    source:
      'TRIM-Agg (2601.10245): PPO (1707.06347) of correct − λ·cost on scores of a process reward model.',
    scorer: trimScorer,
  };
}

function checkPolicy({ metadata: { featureSet, mode } }: LearnedPolicy): void {
  const { name } = trimFeatures();
  if (featureSet === name && mode === 'review') return;
  throw new ConfigurationError({
    message: `Router "${id}" needs a policy of features "${name}" in review mode, got "${featureSet}" in ${mode} mode.`,
    nextStep: 'Train a policy for it, or make a learned router of this one.',
  });
}
