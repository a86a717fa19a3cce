import { createPool, UnknownPriceError, ValidationError } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { expect, test } from 'vitest';
import { outcomeRow, outcomeRowSchema } from './outcome-row.js';
import { exampleModels, exampleTrajectory } from './test-data/example-trajectory.js';

const pool = createPool(
  'abacus-same',
  exampleModels.map((model) => ({ ...model, model: new MockModel(model.id, []) })),
);
const context = { setting: 'same-family', split: 'test' } as const;

test('counts everything that was spent, rejected drafts included', () => {
  const trajectory = exampleTrajectory([
    { text: '7*3=21', model: 'lrm', rejectedDraft: '7*3=24' },
    { text: '12+21=33', model: 'srm' },
  ]);
  const row = outcomeRow(trajectory, pool, context);
  expect(outcomeRowSchema.parse(row)).toEqual({
    ...context,
    benchmark: 'mixed',
    router: 'grpo',
    knob: 0.3,
    seed: 1,
    queryId: 'mixed-test-0',
    correct: true,
    cost: 2 * 10 * 400_000 + 2 * 20 * 45_000,
    largeTokens: 10,
    tokens: 30,
    calls: 3,
  });
});

test('the sweep names router and knob', () => {
  const trajectory = exampleTrajectory([{ text: '33', model: 'srm' }]);
  const row = outcomeRow(trajectory, pool, { ...context, router: 'srm-only', knob: null });
  expect([row.router, row.knob]).toEqual(['srm-only', null]);
});

test('an answer that did not end is wrong', () => {
  const steps = [{ text: '7*3=21', model: 'srm' }] as const;
  for (const finish of ['step-budget', 'truncated', 'failed'] as const) {
    expect(outcomeRow(exampleTrajectory(steps, { finish, correct: undefined }), pool, context).correct).toBe(
      false,
    );
  }
});

test('an ungraded answer and an unknown cost are errors', () => {
  const steps = [{ text: '33', model: 'srm' }] as const;
  expect(() => outcomeRow(exampleTrajectory(steps, { correct: undefined }), pool, context)).toThrow(
    ValidationError,
  );
  const unpriced = exampleTrajectory(steps, { cost: { seconds: 1, tokens: {} } });
  expect(() => outcomeRow(unpriced, pool, context)).toThrow(UnknownPriceError);
  expect(outcomeRow(unpriced, pool, { ...context, costUnit: 'seconds' }).cost).toBe(1);
});
