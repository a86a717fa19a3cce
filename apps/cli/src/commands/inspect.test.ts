import { stripVTControlCharacters } from 'node:util';
import { sketchTrajectory } from '@roro/core/test';
import { expect, it } from 'vitest';
import { renderTrajectory } from './inspect.js';

it('shows a rejected draft above the step that took its place', () => {
  const trajectory = sketchTrajectory('s0.02@1 L@2');
  const [first, second] = trajectory.steps;
  if (first === undefined || second === undefined) throw new Error('The sketch has two steps.');
  const model = first.model;
  const drafted = {
    ...trajectory,
    steps: [first, { ...second, rejectedDraft: { model, text: 'd=84-66=22\n' } }],
  };
  const lines = stripVTControlCharacters(renderTrajectory(drafted)).split('\n');
  const draft = lines.findIndex((line) => line.endsWith('rejected draft'));
  expect(lines[draft]).toContain(`${model}`);
  expect(lines[draft]).toContain('d=84-66=22');
  expect(lines[draft + 1]).toContain(second.model);
  expect(stripVTControlCharacters(renderTrajectory(trajectory))).not.toContain('rejected draft');
});
