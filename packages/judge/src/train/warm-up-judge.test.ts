import { sketchView } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { type JudgeUnit, judgeUnits } from '../learned/judge-units.js';
import { bank, fullRubric, judgeOf, randomSketch } from '../test/judge-world.js';
import { judgePolicy } from './judge-policy.js';
import { warmUpJudge } from './warm-up-judge.js';

function unitsOf(count: number, name: string): JudgeUnit[] {
  return Array.from({ length: count }, (_, i) => sketchView(randomSketch(name, i))).flatMap(
    (view) => judgeUnits(view, fullRubric, bank).units,
  );
}

beforeAll(async () => {
  await chooseBackend();
});

describe('warmUpJudge', () => {
  it('makes p follow the measured degree, on trajectories that it has not seen', () => {
    const policy = judgePolicy({ bank, seed: 1 });
    const fresh = unitsOf(100, 'fresh');
    const untrained = judgeOf(policy);
    for (const unit of fresh.slice(0, 5)) expect(untrained.probability(unit)).toBeCloseTo(0.5, 6);
    const losses = warmUpJudge({ policy, units: unitsOf(800, 'train'), seed: 1, epochs: 10 });
    expect(losses).toHaveLength(10);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    const judge = judgeOf(policy);
    // Smoothed: a degree of 0 is p = 0.2, one of 1 is p = 0.8.
    const errors = fresh.map((unit) => Math.abs(judge.probability(unit) - (0.2 + 0.6 * unit.degree)));
    expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeLessThan(0.05);
    const decided = fresh.filter(({ degree }) => degree === 0 || degree === 1);
    const wrong = decided.filter((unit) => judge.probability(unit) > 0.5 !== (unit.degree === 1));
    expect(wrong).toEqual([]);
    policy.dispose();
  });

  it('makes the same Judge from the same seed', () => {
    const versions = [1, 1, 2].map((seed) => {
      const policy = judgePolicy({ bank, seed: 1 });
      warmUpJudge({ policy, units: unitsOf(150, 'train'), seed, epochs: 1 });
      const { version } = judgeOf(policy);
      policy.dispose();
      return version;
    });
    expect(versions[1]).toBe(versions[0]);
    expect(versions[2]).not.toBe(versions[0]);
  });
});
