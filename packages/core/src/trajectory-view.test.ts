import { expect, it } from 'vitest';
import { sketchModels, sketchTrajectory } from './test/index.js';
import { trajectorySchema } from './trajectory.js';
import { viewTrajectory } from './trajectory-view.js';

const trajectory = {
  ...sketchTrajectory('s0.02@1 L@2', { answer: 'GOLD', finalAnswer: 'FINAL', correct: true }),
  failure: 'FAILURE',
};
const steps = trajectory.steps.map((step) => ({ ...step, correct: true, kind: 'KIND' }));

it('shows a judge no gold answer and no verdict, anywhere', () => {
  const whole = trajectorySchema.parse({ ...trajectory, steps });
  const view = viewTrajectory(whole, sketchModels);
  const text = JSON.stringify(view);
  for (const hidden of ['GOLD', 'FINAL', 'FAILURE', 'KIND', '"correct"', '"kind"', '"answer"', '"router"']) {
    expect(text).not.toContain(hidden);
  }
  expect(Object.keys(view).sort()).toEqual(['finish', 'id', 'models', 'query', 'steps']);
  expect(Object.keys(view.query).sort()).toEqual(['benchmark', 'id', 'meta', 'prompt']);
});

it('keeps what a judge needs, and leaves the trajectory as it was', () => {
  const before = JSON.stringify(trajectory);
  const view = viewTrajectory(trajectory, sketchModels);
  expect(view.steps.map(({ text, model }) => [text, model])).toEqual([
    ['aa=12\n', 'small'],
    ['bb=7*3\n', 'large'],
  ]);
  expect(view.steps[0]?.statistics?.meanEntropy).toBe(0.02);
  expect(view).toMatchObject({ id: trajectory.id, models: sketchModels, finish: 'answered' });
  expect(JSON.stringify(trajectory)).toBe(before);
});

it('is the same whatever the outcome was', () => {
  const other = {
    ...trajectory,
    correct: false,
    finalAnswer: 'other',
    query: { ...trajectory.query, answer: 'other' },
    steps: trajectory.steps.map((step) => ({ ...step, correct: false, kind: 'other' })),
  };
  expect(viewTrajectory(other, sketchModels)).toEqual(viewTrajectory({ ...trajectory, steps }, sketchModels));
});
