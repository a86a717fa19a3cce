import { expect, test } from 'vitest';
import { reviewDecision } from './review-decision.js';

const models = ['small', 'middle', 'large'].map((id, index) => ({ id, relativeCost: (index + 1) / 3 }));
const explanation = { features: {}, text: 'why' };

test('accepts the cheapest model’s draft or names the dearest; middle models get nothing', () => {
  expect(reviewDecision(models, true, explanation)).toEqual({
    action: { type: 'accept' },
    probabilities: [1, 0, 0],
    explanation,
  });
  expect(reviewDecision(models, true, explanation, 2).action).toEqual({ type: 'accept', draw: 2 });
  expect(reviewDecision(models, false, explanation, 2)).toEqual({
    action: { type: 'regenerate', model: 'large' },
    probabilities: [0, 0, 1],
    explanation,
  });
});

test('one model alone keeps its first draft', () => {
  expect(reviewDecision(models.slice(0, 1), false, explanation)).toEqual({
    action: { type: 'accept' },
    probabilities: [1],
    explanation,
  });
});
