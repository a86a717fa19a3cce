import type { LearningCurveRecord, Results } from '@roro/core';
import { expect, it } from 'vitest';
import { studyMarkdown } from './study-markdown.js';

const empty: Results = { version: 1, run: 'x', settings: [] };

function record(method: string, update: number, calls: number, accuracy: number): LearningCurveRecord {
  const budgetedAccuracy = { '20': 0.5, '40': accuracy, '60': 0.9 };
  return { method, setting: 'a', seed: 1, update, rollouts: 10 * calls, calls, budgetedAccuracy };
}

it('says how good reward models are, and when a method reaches what outcome-only training ends at (hand-computed)', () => {
  const text = studyMarkdown({
    ...empty,
    rewardModels: [
      {
        reward: 'roro',
        pairs: { outcome: 0, cost: 20, process: 50 },
        accuracy: { process: { value: 0.9, low: 0.8, high: 0.95 } },
        distinctRubrics: 0.5,
        mutualInformation: 0.425,
      },
    ],
    learningCurves: [
      record('grpo', 0, 1000, 0.7),
      record('grpo', 2, 3000, 0.9),
      record('roro', 0, 1500, 0.7),
      record('roro', 1, 1600, 0.95),
      record('trim-agg', 0, 1000, 0.6),
      record('trim-agg', 2, 4000, 0.8),
    ],
  });
  expect(text).toContain('| roro |  |  | 90.0 [80.0, 95.0] |  | 50.0 | 0.42 bits |');
  expect(text).toContain('calls to 90.0 (grpo’s end)');
  // 0.7 + 0.25·x = 0.9 at x = 0.8 of the way from 1,500 to 1,600.
  expect(text).toContain('| roro | 1,500 | 1,600 | 16,000 | 95.0 | 1,580 |');
  expect(text).toContain('| trim-agg | 1,000 | 4,000 | 40,000 | 80.0 | never |');
});

it('is silent about what was not measured', () => {
  expect(studyMarkdown(empty)).toBe('');
});
