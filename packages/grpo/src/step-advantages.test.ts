import { describe, expect, it } from 'vitest';
import { type Aggregation, aggregations } from './aggregation.js';
import type { Group } from './group.js';
import { returnsToGo } from './returns-to-go.js';
import { stepAdvantages } from './step-advantages.js';
import { type GroupVariant, groupVariants } from './variant.js';

const decisionsOf = (rewards: readonly number[]) =>
  rewards.map((processReward) => ({ observation: [1], action: 0, logProbability: 0, processReward }));

/** Step rewards 1, 0 | 0: mean 1/3, std 0.5773503. Outcomes 1 | 0. */
const group: Group = {
  id: 'query',
  rollouts: [
    { decisions: decisionsOf([1, 0]), reward: 1, correct: true, costShare: 0 },
    { decisions: decisionsOf([0]), reward: 0, correct: false, costShare: 0 },
  ],
};

function expectAdvantages(
  options: { variant: GroupVariant; aggregation: Aggregation; discount: number; processWeight?: number },
  expected: readonly number[],
): void {
  const advantages = stepAdvantages(group, { processWeight: 0.5, ...options });
  expect(advantages.map((row) => row.length)).toEqual([2, 1]);
  advantages.flat().forEach((advantage, i) => {
    expect(advantage, JSON.stringify(options)).toBeCloseTo(expected[i] as number, 5);
  });
}

describe('stepAdvantages', () => {
  it('adds the return to go of normalised step rewards, by variant (hand-computed)', () => {
    // ±0.7070068 and ½·(1.1545012 − 0.5772506), ½·(−0.5772506) | ½·(−0.5772506)
    const withDeviation = [0.9956321, 0.4183815, -0.9956321];
    const expected: Record<GroupVariant, number[]> = {
      grpo: withDeviation,
      dapo: withDeviation,
      gspo: withDeviation,
      // ±½ and ½·(2/3 − 1/3), ½·(−1/3) | ½·(−1/3)
      dr_grpo: [2 / 3, 1 / 3, -2 / 3],
      rloo: [7 / 6, 5 / 6, -7 / 6],
    };
    for (const variant of groupVariants) {
      for (const aggregation of ['summed', 'decoupled'] as const) {
        expectAdvantages({ variant, aggregation, discount: 1 }, expected[variant]);
      }
    }
  });

  it('discounts what follows (hand-computed)', () => {
    const options = { variant: 'dr_grpo', aggregation: 'decoupled' } as const;
    expectAdvantages({ ...options, discount: 0 }, [5 / 6, 1 / 3, -2 / 3]);
    expectAdvantages({ ...options, discount: 0.5 }, [0.75, 1 / 3, -2 / 3]);
    expect(returnsToGo([1, 2, 4], 0.5)).toEqual([3, 4, 4]);
    expect(returnsToGo([], 1)).toEqual([]);
  });

  it('normalises among correct rollouts and gives the others nothing when gated (hand-computed)', () => {
    // Steps 1, 0 of the correct rollout: ±½, returns 0 and −½.
    expectAdvantages({ variant: 'dr_grpo', aggregation: 'outcome-gated', discount: 1 }, [0.5, 0.25, -0.5]);
  });

  it('is the outcome alone with weight 0', () => {
    for (const aggregation of aggregations) {
      const options = { variant: 'dr_grpo', aggregation, discount: 1, processWeight: 0 } as const;
      expectAdvantages(options, [0.5, 0.5, -0.5]);
    }
  });
});
