import { expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { agreements } from './disagreements.js';

const { trajectories } = exampleReport();

test('counts of both, one and neither right, by setting', () => {
  const counts = agreements(trajectories, 'grpo').map(({ routedDifferently, ...rest }) => {
    expect(routedDifferently).toBeLessThanOrEqual(rest.questions);
    return rest;
  });
  expect(counts).toEqual([
    {
      setting: 'same-family',
      baseline: 'random',
      questions: 6,
      bothRight: 3,
      onlyMain: 0,
      onlyBaseline: 3,
      bothWrong: 0,
    },
    {
      setting: 'cross-family',
      baseline: 'random',
      questions: 6,
      bothRight: 0,
      onlyMain: 3,
      onlyBaseline: 0,
      bothWrong: 3,
    },
  ]);
});

test('another seed, another question, an ungraded answer: no outcome to compare', () => {
  const [main, other] = trajectories;
  if (main === undefined || other === undefined) throw new Error('too few answers');
  const reseeded = { ...other, trajectory: { ...other.trajectory, seed: 2 } };
  expect(agreements([main, reseeded], 'grpo')).toEqual([]);
  const { correct: _correct, ...ungraded } = other.trajectory;
  expect(agreements([main, { ...other, trajectory: ungraded }], 'grpo')).toMatchObject([
    { questions: 1, bothRight: 0, onlyMain: 0, onlyBaseline: 0, bothWrong: 0 },
  ]);
});
