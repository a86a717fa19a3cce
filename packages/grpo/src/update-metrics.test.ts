import { expect, it } from 'vitest';
import type { Group } from './group.js';
import { groupFigures, updateMetricsSchema } from './update-metrics.js';

const rollout = (process: number | undefined, stepRewards: readonly (number | undefined)[]) => ({
  decisions: stepRewards.map((processReward) => ({
    observation: [1],
    action: 0,
    logProbability: 0,
    ...(processReward === undefined ? {} : { processReward }),
  })),
  reward: 1,
  correct: true,
  costShare: 0,
  ...(process === undefined ? {} : { process }),
});

it('reports the process reward of the credit in use over the rollouts that have one', () => {
  const groups: Group[] = [
    {
      id: 'a',
      rollouts: [rollout(0.5, [1, 2]), rollout(undefined, [undefined]), rollout(0, [1, undefined])],
    },
  ];
  expect(groupFigures(groups, 2).process).toBe(0.25);
  expect(groupFigures(groups, 2, 'step').process).toBe(2);
  expect(groupFigures([{ id: 'b', rollouts: [rollout(undefined, [])] }], 2)).not.toHaveProperty('process');
});

it('reads metrics from before there was a process reward', () => {
  const names = Object.keys(updateMetricsSchema.shape).filter((name) => name !== 'process');
  const line = Object.fromEntries(names.map((name) => [name, 1]));
  expect(updateMetricsSchema.parse(line)).toEqual(line);
});
