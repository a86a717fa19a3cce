import { sketchTrajectory } from '@roro/core/test';
import { expect, it } from 'vitest';
import { findMethod, type Method } from './methods.js';
import { groupsOf } from './policy-groups.js';
import type { ProcessReward } from './reward/process-reward.js';
import { lineWorld } from './test/line-world.js';

const { setting } = lineWorld(1, { small: () => [] });
const ids = ['a', 'b', 'c', 'd'];
const trajectories = ids.map((id) => ({
  ...sketchTrajectory('s@1 L@2', { id, correct: id !== 'd' }),
  cost: { flops: 50, seconds: 0, tokens: {} },
  decisions: [0, 1].map((stepIndex) => ({
    stepIndex,
    action: { type: 'assign' as const, model: stepIndex === 0 ? 'small' : 'large' },
    observation: [stepIndex],
    probabilities: [0.5, 0.5],
  })),
}));
const query = trajectories[0]?.query as (typeof trajectories)[number]['query'];
const scores: Record<string, number | undefined> = { a: 0.5, b: -0.25, d: 0 };
const scoreOf = (id: string) => {
  const score = scores[id];
  return score === undefined ? undefined : { score, steps: [score, 0] };
};

const groups = (process: ProcessReward | undefined, method: Partial<Method> = {}) =>
  groupsOf({
    rolled: [{ query, lambda: 1, trajectories }],
    references: new Map([[query.id, 100]]),
    metadata: { normalisation: { mean: [0], standardDeviation: [1] } } as Parameters<
      typeof groupsOf
    >[0]['metadata'],
    setting,
    method: { ...(findMethod('roro') as Method), ...method },
    process,
    credit: 'step',
  });

it('scores rollouts and steps; one without a verdict is left out', async () => {
  const [group] = await groups({ score: ({ id }) => scoreOf(id) });
  expect(group?.rollouts.map(({ process, correct }) => [process, correct])).toEqual([
    [0.5, true],
    [-0.25, true],
    [0, false],
  ]);
  expect(group?.rollouts[0]?.decisions.map(({ action, processReward }) => [action, processReward])).toEqual([
    [0, 0.5],
    [1, 0],
  ]);
  // 1 − λ · 50/100
  expect(group?.rollouts[0]?.reward).toBe(0.5);
  expect((await groups(undefined))[0]?.rollouts).toHaveLength(4);
});

it('is the same whatever the order in which scores arrive', async () => {
  const atOnce = await groups({ score: ({ id }) => scoreOf(id) });
  for (const order of [ids, ids.toReversed()]) {
    const waited = await groups({
      score: async ({ id }) => {
        await new Promise((resolve) => setTimeout(resolve, 2 * order.indexOf(id)));
        return scoreOf(id);
      },
    });
    expect(waited).toEqual(atOnce);
  }
});

it('throws what kept a score from coming, once the others have come', async () => {
  const come: string[] = [];
  const scored = groups({
    score: async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, id === 'b' ? 1 : 4));
      if (id === 'b') throw new Error('no judge');
      come.push(id);
      return scoreOf(id);
    },
  });
  await expect(scored).rejects.toThrow('no judge');
  expect(come).toEqual(['a', 'c', 'd']);
});

it('refuses step credit from a reward without steps', async () => {
  await expect(groups({ score: () => ({ score: 1, steps: undefined }) })).rejects.toThrow(
    /whole trajectories/,
  );
});
