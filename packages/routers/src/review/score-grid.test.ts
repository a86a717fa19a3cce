import { ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { gradedAnswers } from '../../test/graded-answers.js';
import { scoreGrid } from './score-grid.js';

test('quantiles of the cheapest model’s own steps, between 0 and 1', async () => {
  const data = gradedAnswers([
    { model: 'small', scores: [0.2, 0.9], correct: true },
    { model: 'small', scores: [0.4], correct: true },
    { model: 'large', scores: [0.55], correct: true },
  ]);
  expect(await scoreGrid(data, 'prm')).toEqual([0, 0.2, 0.4, 0.9, 1]);
});

test('without a step of the cheapest model there is no grid', async () => {
  const data = gradedAnswers([{ model: 'large', scores: [0.55], correct: true }]);
  await expect(scoreGrid(data, 'prm')).rejects.toThrow(ValidationError);
  await expect(scoreGrid(data, 'prm')).rejects.toThrow(
    'Expected "prm" scores of steps that the cheapest model (small) wrote alone, got none.',
  );
});
