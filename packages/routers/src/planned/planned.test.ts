import { expect, test } from 'vitest';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { plannedRouter } from './planned.js';

test('follows the plan by step index, then the rest; −1 is the dearest', () => {
  const router = plannedRouter({ plan: [-1, 0], otherwise: -1 });
  const written: string[] = [];
  const steps: ReturnType<typeof stepOf>[] = [];
  for (let i = 0; i < 3; i++) {
    const { action } = router.decide(stateOf({ steps })) as { action: { model: string } };
    written.push(action.model);
    steps.push(stepOf(i, 'x', action.model));
  }
  const models = stateOf({}).models.map(({ id }) => id);
  expect(written).toEqual([models.at(-1), models[0], models.at(-1)]);
});

test('equal plans have equal versions, other plans other ones', () => {
  const version = (plan: number[]): string => plannedRouter({ plan }).version;
  expect(version([0, -1])).toBe(version([0, -1]));
  expect(version([0, -1])).not.toBe(version([-1, 0]));
  expect(plannedRouter({ plan: [0], otherwise: -1 }).version).not.toBe(version([0]));
});
