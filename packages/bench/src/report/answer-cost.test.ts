import { priceUsage } from '@roro/core';
import { expect, test } from 'vitest';
import { exampleModels, exampleTrajectory } from '../test-data/example-trajectory.js';
import { answerCost } from './answer-cost.js';

const trajectory = exampleTrajectory([
  { text: '1', model: 'lrm', rejectedDraft: '2' },
  { text: '3', model: 'srm' },
]);

test('steps carry their drafts; each model alone writes the kept tokens only', () => {
  // Ten tokens a step: 2·10·(400k + 45k), 2·10·45k; alone 2·20·45k and 2·20·400k.
  expect(answerCost({ setting: 's', trajectory, models: exampleModels })).toEqual({
    unit: 'FLOPs',
    total: 9_800_000,
    steps: [8_900_000, 900_000],
    alone: [1_800_000, 16_000_000],
  });
});

test('weights of prefill count for the answer and for each model alone', () => {
  const prefilled = structuredClone(trajectory);
  const [first] = prefilled.steps;
  if (first === undefined) throw new Error('no step');
  first.usage.prefillTokens = 100;
  const costOptions = { prefillWeight: 0.5 };
  prefilled.cost = priceUsage(
    prefilled.steps.flatMap(({ usage, overhead }) => [usage, ...overhead]),
    exampleModels,
    costOptions,
  );
  const cost = answerCost({ setting: 's', trajectory: prefilled, models: exampleModels, costOptions });
  expect(cost?.steps[0]).toBe(8_900_000 + 2 * 50 * 400_000);
  expect(cost?.alone).toEqual([2 * 45_000 * 70, 2 * 400_000 * 70]);
});

test('money where there are no FLOPs, unknown where there is neither or a model has no price', () => {
  const priced = [
    { id: 'srm', price: { inputPerMillion: 0, outputPerMillion: 1, currency: 'EUR' } },
    { id: 'lrm', price: { inputPerMillion: 0, outputPerMillion: 10, currency: 'EUR' } },
  ];
  const cost = priceUsage(
    trajectory.steps.map(({ usage }) => usage),
    priced,
  );
  const inMoney = answerCost({ setting: 's', trajectory: { ...trajectory, cost }, models: priced });
  expect(inMoney?.unit).toBe('EUR');
  expect(inMoney?.alone[1]).toBeCloseTo(20 * 1e-5, 12);
  expect(
    answerCost({
      setting: 's',
      trajectory: { ...trajectory, cost: { seconds: 1, tokens: {} } },
      models: exampleModels,
    }),
  ).toBeUndefined();
  expect(answerCost({ setting: 's', trajectory, models: exampleModels.slice(0, 1) })?.steps).toEqual([
    undefined,
    900_000,
  ]);
});
