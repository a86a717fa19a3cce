import { describe, expect, it } from 'vitest';
import type { RewardReport } from './reward-report.js';
import { summariseRewards } from './summarise-rewards.js';

function report(setting: string, seed: number, process: number | undefined, pairs: number): RewardReport {
  const nothing = { round: 0, stage: 'warm-up' as const, validation: {}, test: { process: 0 } };
  const test = { all: 0.5, cost: 0.5, ...(process === undefined ? {} : { process }) };
  return {
    version: 1,
    setting,
    reward: 'roro',
    seed,
    stages: [nothing, { round: 1, stage: 'judge', validation: {}, test }],
    testPairs: { outcome: 0, cost: 10, process: pairs },
    criteria: [],
    rubrics: { distinctShare: seed / 4, mutualInformation: 1, examples: [] },
  };
}

describe('summariseRewards', () => {
  it('weighs the last stage by pairs, and counts pairs once a setting (hand-computed)', () => {
    const [summary] = summariseRewards([
      report('a', 1, 0.9, 30),
      report('a', 2, 0.7, 30),
      report('b', 1, 0.6, 20),
      report('b', 2, 0.6, 20),
    ]);
    expect(summary).toMatchObject({
      reward: 'roro',
      pairs: { outcome: 0, cost: 20, process: 50 },
      distinctRubrics: 0.375,
      mutualInformation: 1,
    });
    // (30 · 0.9 + 30 · 0.7 + 20 · 0.6 + 20 · 0.6) / 100, of 50 pairs.
    expect(summary?.accuracy.process?.value).toBeCloseTo(0.72, 12);
    expect(summary?.accuracy.process?.low).toBeCloseTo(0.5833, 3);
    expect(summary?.accuracy.process?.high).toBeCloseTo(0.8253, 3);
    expect(summary?.accuracy).not.toHaveProperty('outcome');
  });

  it('leaves out a reason that no report has, and keeps reward models apart', () => {
    const reports = [report('a', 1, undefined, 0), { ...report('a', 1, 1, 4), reward: 'scalar' }];
    const [first, second] = summariseRewards(reports);
    expect(first?.accuracy).not.toHaveProperty('process');
    expect(second).toMatchObject({ reward: 'scalar', accuracy: { process: { value: 1, high: 1 } } });
  });
});
