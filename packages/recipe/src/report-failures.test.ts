import { GenerationError, type Trajectory } from '@roro/core';
import { sketchTrajectory } from '@roro/core/test';
import { expect, it } from 'vitest';
import { reportFailures } from './report-failures.js';

const alone = [{ id: 'small' }, { id: 'large' }];

/** Four rollouts of two queries, the models by turns; those that are named failed. */
function rollouts(...failed: number[]): Trajectory[] {
  return [0, 1, 0, 1].map((sample, index) => ({
    ...sketchTrajectory('s@1'),
    query: { id: `q${Math.floor(index / 2)}`, prompt: '', benchmark: 'sums', meta: {} },
    sample,
    ...(failed.includes(index) ? { finish: 'failed' as const, failure: `call ${index} was refused` } : {}),
  }));
}

function report(trajectories: readonly Trajectory[]): { notes: string[]; error?: unknown } {
  const notes: string[] = [];
  try {
    reportFailures(trajectories, { name: 'lines', alone, onNote: (text) => notes.push(text) });
    return { notes };
  } catch (error) {
    return { notes, error };
  }
}

it('says nothing where nothing failed', () => {
  expect(report(rollouts())).toEqual({ notes: [] });
  expect(report([])).toEqual({ notes: [] });
});

it('says how many of how many failed, and why the first did', () => {
  expect(report(rollouts(1, 2))).toEqual({
    notes: [
      'Warning: 2 of 4 rollouts of lines failed and count as wrong; the first, query "q0": call 1 was refused.',
    ],
  });
});

it('throws where a model never answered, and says which one', () => {
  const { notes, error } = report(rollouts(1, 2, 3));
  expect(notes).toEqual([]);
  expect(error).toBeInstanceOf(GenerationError);
  expect(error).toMatchObject({
    model: 'large',
    message:
      'All 2 rollouts of "large" alone failed in lines; the first, query "q0": call 1 was refused. ' +
      'Find out why with `roro models check`, then run the same command again.',
  });
});

it('throws where none of the models ever answered', () => {
  expect(report(rollouts(0, 1, 2, 3)).error).toMatchObject({
    model: 'small, large',
    message: expect.stringContaining(
      'All 4 rollouts of "small" and "large" alone failed in lines; the first, query "q0": call 0 was refused. ',
    ),
  });
});

it('never throws for rollouts that are no model’s alone', () => {
  const notes: string[] = [];
  reportFailures(rollouts(0, 1, 2, 3), { name: 'lines-diverse', onNote: (text) => notes.push(text) });
  expect(notes).toEqual([expect.stringContaining('4 of 4 rollouts of lines-diverse failed')]);
});
