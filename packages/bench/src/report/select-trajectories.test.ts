import { expect, test } from 'vitest';
import { exampleModels, exampleTrajectory } from '../test-data/example-trajectory.js';
import { selectTrajectories } from './select-trajectories.js';

const candidate = (id: string, benchmark: string, models: readonly ('srm' | 'lrm')[], correct: boolean) => ({
  setting: 'same-family',
  models: exampleModels,
  trajectory: exampleTrajectory(
    models.map((model) => ({ text: '1', model })),
    { query: { id, prompt: id, answer: '1', benchmark, meta: {} }, correct },
  ),
});

test('takes turns over benchmarks and verdicts, mixed ones first, a question once', () => {
  const candidates = [
    candidate('a', 'sums', ['srm'], true),
    candidate('b', 'sums', ['srm', 'lrm'], true),
    candidate('b', 'sums', ['lrm', 'srm'], true),
    candidate('c', 'sums', ['srm'], false),
    candidate('d', 'mixed', ['srm', 'lrm'], true),
  ];
  const ids = (count?: number) =>
    selectTrajectories(candidates, count).map(({ trajectory }) => trajectory.query.id);
  expect(ids(3)).toEqual(['d', 'c', 'b']);
  expect(ids()).toEqual(['d', 'c', 'b', 'a']);
  expect(selectTrajectories([], 3)).toEqual([]);
});
