import { sketchTrajectory } from '@roro/core/test';
import { expect, it } from 'vitest';
import { behavioursOf } from '../behaviours.js';
import { reviewingBehaviours } from './reviewing-behaviours.js';

it('is what the collection has: none where the router to be trained assigns', () => {
  const reviews = (mode: 'assign' | 'review'): number =>
    behavioursOf(sketchTrajectory('L@1 L@2'), { steps: [1] }, [0.1, 0.2], mode).filter(
      (router) => router.mode === 'review',
    ).length;
  expect(reviews('review')).toBe(reviewingBehaviours);
  expect(reviews('assign')).toBe(0);
});
