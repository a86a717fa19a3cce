import { type CriterionDefinition, Random, type RubricQuery } from '@roro/core';
import { type PolicyModel, trainSupervised } from '@roro/grpo';
import { endAction, RubricDraft, rubricLength } from '../learned/rubric-draft.js';
import { actionLimit, rubricItems } from '../learned/rubric-items.js';
import { rubricObservation } from './rubricor-policy.js';

/** A query with the criteria that its labels call for; their order does not matter. */
export interface RubricExample {
  query: RubricQuery;
  /**
   * Definition and level ids; those that the query does not have are passed over. A criterion of weight 3 (default 1)
   * is three times as likely to come next, and missing it counts three times: what must not be missed comes first.
   */
  criteria: readonly { definition: string; level: string; weight?: number }[];
}

export interface WarmUpRubricorOptions {
  policy: PolicyModel;
  bank: readonly CriterionDefinition[];
  examples: readonly RubricExample[];
  seed: number;
  /** Default 12. */
  epochs?: number;
}

/**
 * Teaches the Rubricor to write the criteria that counterfactual labels call for: after each prefix of a rubric a
 * criterion that is still missing is as likely as its weight says, and the end when none is.
 *
 * @returns mean cross-entropy of each epoch, nats
 */
export function warmUpRubricor(options: WarmUpRubricorOptions): number[] {
  const { policy, bank, examples, seed, epochs = 12 } = options;
  const limit = actionLimit(bank);
  const random = new Random('warm-up rubricor', seed);
  return trainSupervised({
    policy,
    examples: examples.flatMap((example) => stepsOf(example, bank, limit, random.fork(example.query.id))),
    epochs,
    minibatch: 64,
    learningRate: 3e-2,
    seed,
  });
}

function stepsOf(
  { query, criteria }: RubricExample,
  bank: readonly CriterionDefinition[],
  limit: number,
  random: Random,
): { observation: Float32Array; allowed: boolean[]; target: number[]; weight: number }[] {
  const items = rubricItems(query, bank);
  const wanted = new Map(
    criteria.flatMap(({ definition, level, weight = 1 }): [number, number][] => {
      const index = items.items.findIndex(
        (item) => item.definition.id === definition && item.level.id === level,
      );
      return index < 0 ? [] : [[index + 1, weight]];
    }),
  );
  const draft = new RubricDraft(items);
  const steps = [];
  while (!draft.ended) {
    const allowed = draft.allowed();
    const missing = [...wanted.keys()].filter((action) => allowed[action]);
    const next = missing.length > 0 ? missing : allowed[endAction] ? [endAction] : [];
    // Too few criteria are called for: the rest of the rubric is free.
    if (next.length === 0) break;
    const target = Array<number>(limit).fill(0);
    const weights = next.map((action) => wanted.get(action) ?? 1);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    next.forEach((action, i) => {
      target[action] = (weights[i] as number) / total;
    });
    const weight = weights.reduce((sum, own) => sum + own * own, 0) / total;
    steps.push({ ...rubricObservation(items, draft, allowed, limit), target, weight });
    if (draft.chosen.length >= rubricLength.most) break;
    draft.take(next[random.categorical(weights)] as number);
  }
  return steps;
}
