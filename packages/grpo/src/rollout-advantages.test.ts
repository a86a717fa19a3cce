import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aggregation, aggregations } from './aggregation.js';
import type { Group } from './group.js';
import { rolloutAdvantages } from './rollout-advantages.js';
import { type GroupVariant, groupVariants } from './variant.js';

/** A rollout with reward ≥ 1 is correct. */
const groupOf = (rewards: readonly number[], scores: readonly number[]): Group => ({
  id: 'query',
  rollouts: rewards.map((reward, i) => ({
    decisions: [],
    reward,
    process: scores[i] as number,
    correct: reward >= 1,
    costShare: 0,
  })),
});

describe('rolloutAdvantages', () => {
  const group = groupOf([1, 0, 0, 1], [0.5, 0.5, 0, 0]);

  it('combines outcome and process, by variant and aggregation (hand-computed)', () => {
    // β = ½. Summed rewards 1.25, 0.25, 0, 1: mean 0.625, std 0.5951190.
    // Decoupled: ±0.8658754 ± ½·0.25/(0.2886751 + 1e-4). Gated rewards 1.25, 0, 0, 1: mean 0.5625, std 0.6574889.
    const withDeviation: Record<Aggregation, number[]> = {
      summed: [1.0500337, -0.6300202, -1.0500337, 0.6300202],
      decoupled: [1.2987382, -0.4330126, -1.2987382, 0.4330126],
      'outcome-gated': [1.0454859, -0.8553975, -0.8553975, 0.6653092],
    };
    const plain: Record<Aggregation, number[]> = {
      summed: [0.625, -0.375, -0.625, 0.375],
      decoupled: [0.625, -0.375, -0.625, 0.375],
      'outcome-gated': [0.6875, -0.5625, -0.5625, 0.4375],
    };
    for (const aggregation of aggregations) {
      const expected: Record<GroupVariant, number[]> = {
        grpo: withDeviation[aggregation],
        dapo: withDeviation[aggregation],
        gspo: withDeviation[aggregation],
        dr_grpo: plain[aggregation],
        // The mean of the other three: 4/3 as far away.
        rloo: plain[aggregation].map((value) => (4 / 3) * value),
      };
      for (const variant of groupVariants) {
        const advantages = rolloutAdvantages(group, { variant, aggregation, processWeight: 0.5 });
        advantages.forEach((advantage, i) => {
          expect(advantage, `${variant} ${aggregation}`).toBeCloseTo(expected[variant][i] as number, 5);
        });
      }
    }
  });

  it('is the outcome alone with weight 0, scores or not', () => {
    const bare: Group = { id: 'query', rollouts: group.rollouts.map(({ process: _, ...rest }) => rest) };
    for (const aggregation of aggregations) {
      for (const scored of [group, bare]) {
        const advantages = rolloutAdvantages(scored, { variant: 'grpo', aggregation, processWeight: 0 });
        expect(advantages[0]?.toFixed(7)).toBe('0.8658754');
      }
    }
  });

  it('keeps a term of small scale alive when decoupled, not when summed', () => {
    const uneven = groupOf([1, 0, 0, 1], [0.002, 0.002, 0, 0]);
    const difference = (aggregation: Aggregation): number => {
      const [first, , , last] = rolloutAdvantages(uneven, { variant: 'grpo', aggregation, processWeight: 1 });
      return (first as number) - (last as number);
    };
    expect(difference('summed')).toBeLessThan(0.01);
    expect(difference('decoupled')).toBeGreaterThan(1);
  });

  it('needs scores of correct rollouts only when gated', () => {
    const half: Group = {
      id: 'half',
      rollouts: group.rollouts.map(({ process, ...rest }) =>
        rest.correct && process !== undefined ? { ...rest, process } : rest,
      ),
    };
    const options = { variant: 'grpo', processWeight: 1 } as const;
    expect(rolloutAdvantages(half, { ...options, aggregation: 'outcome-gated' })).toHaveLength(4);
    expect(() => rolloutAdvantages(half, { ...options, aggregation: 'summed' })).toThrow(/"half"/);
  });

  it('sums to zero, is finite, ignores a common shift of the rewards (property)', () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    const members = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        members,
        value,
        fc.constantFrom(...groupVariants),
        fc.constantFrom(...aggregations),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (pairs, shift, variant, aggregation, processWeight) => {
          const rewards = pairs.map(([reward]) => reward);
          const original = groupOf(
            rewards,
            pairs.map(([, score]) => score),
          );
          const shifted: Group = {
            ...original,
            rollouts: original.rollouts.map((rollout) => ({ ...rollout, reward: rollout.reward + shift })),
          };
          const options = { variant, aggregation, processWeight };
          const advantages = rolloutAdvantages(original, options);
          const after = rolloutAdvantages(shifted, options);
          expect(advantages.every(Number.isFinite)).toBe(true);
          expect(Math.abs(advantages.reduce((a, b) => a + b, 0))).toBeLessThan(1e-6);
          advantages.forEach((advantage, i) => {
            expect(Math.abs(advantage - (after[i] as number))).toBeLessThan(1e-3);
          });
        },
      ),
    );
  });
});
