import { ConfigurationError, RouterError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { answerOf, fitOf, fittingDataOf } from '../../test/fitting-data.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { queryFeatureCount } from './query-features.js';
import { type QueryLevelModel, queryLevelFamily, queryLevelRouter } from './query-level.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

/** P(right) of each model, whatever the query. */
function constant(small: number, middle: number): QueryLevelModel {
  const logistic = (p: number) => ({
    bias: Math.log(p / (1 - p)),
    weights: new Array<number>(queryFeatureCount).fill(0),
  });
  return { small: logistic(small), middle: logistic(middle) };
}

test('the cheapest model that is right with at least the threshold, else the dearest', async () => {
  const decide = (threshold: number) =>
    queryLevelRouter(threshold, constant(0.25, 0.75)).decide(stateOf({ models }));
  expect(await decide(0.5)).toEqual({
    action: { type: 'assign', model: 'middle' },
    probabilities: [0, 1, 0],
    explanation: {
      features: { 'right.small': expect.closeTo(0.25, 12), 'right.middle': expect.closeTo(0.75, 12) },
      score: expect.closeTo(0.75, 12),
      threshold: 0.5,
      text: 'middle is right with probability 0.750 ≥ 0.500',
    },
  });
  expect((await decide(0.2)).action).toEqual({ type: 'assign', model: 'small' });
  expect((await decide(0)).action).toEqual({ type: 'assign', model: 'small' });
  const dear = await decide(0.8);
  expect(dear.action).toEqual({ type: 'assign', model: 'large' });
  expect(dear.explanation?.text).toBe('no cheaper model is right with probability 0.800: the dearest');
  expect(dear.explanation?.score).toBeCloseTo(0.75, 12);
});

test('the query alone decides: the same at every step', async () => {
  const router = queryLevelRouter(0.5, constant(0.25, 0.75));
  const steps = [stepOf(0, 'b=57\n', 'middle', { meanEntropy: 3 })];
  expect(await router.decide(stateOf({ models, steps }))).toEqual(await router.decide(stateOf({ models })));
});

test('a pool of one model needs no probability', async () => {
  const decision = await queryLevelRouter(0.5, {}).decide(stateOf({ models: models.slice(2) }));
  expect(decision.action).toEqual({ type: 'assign', model: 'large' });
  expect(decision.explanation).not.toHaveProperty('score');
});

test('a model that was not fitted is an error', () => {
  const { small } = constant(0.25, 0.75);
  const decide = () => queryLevelRouter(0.5, { small } as QueryLevelModel).decide(stateOf({ models }));
  expect(decide).toThrow(RouterError);
  expect(decide).toThrow('fitted for (small and one dearer), got one with "middle"');
  expect(() => queryLevelRouter(-1, {})).toThrow('needs a threshold ≥ 0, got -1');
});

const steps = [{}];
const sums = Array.from({ length: 60 }, (_, i) => `a=${10 + i}\nb=a+${11 + i}\nb?\n`);
const remainders = Array.from({ length: 60 }, (_, i) => `a=${10 + i}\nb=a%${11 + i}\nb?\n`);

test('learns which queries the cheapest model answers right', async () => {
  const trajectories = [
    ...sums.map((prompt, i) => answerOf({ model: 'small', prompt, steps, correct: i % 10 !== 0 })),
    ...remainders.map((prompt, i) => answerOf({ model: 'small', prompt, steps, correct: i % 10 === 0 })),
    // Not its own answers, and one without a verdict.
    ...sums.map((prompt) => answerOf({ model: 'small', router: 'random', prompt, steps, correct: false })),
    ...sums.map((prompt) => answerOf({ model: 'large', prompt, steps, correct: false })),
    answerOf({ model: 'small', steps }),
  ];
  const fit = await fitOf(queryLevelFamily, fittingDataOf(trajectories));
  const router = queryLevelFamily.create(0.5, JSON.parse(JSON.stringify(fit)));
  const probability = async (prompt: string) =>
    (await router.decide(stateOf({ query: { id: 'q', prompt, benchmark: 'test', meta: {} } }))).explanation
      ?.features['right.small'] as number;
  const [sum, remainder] = [await probability('a=75\nb=a+19\nb?\n'), await probability('a=75\nb=a%19\nb?\n')];
  expect(sum).toBeGreaterThan(0.65);
  expect(remainder).toBeLessThan(0.35);
  const knobs = fit.knobs ?? [];
  expect([knobs[0], knobs.at(-1)]).toEqual([0, 1.01]);
  expect(knobs).toEqual([...knobs].sort((a, b) => a - b));
  expect(router).toMatchObject({ id: 'query-level', mode: 'assign', knob: 0.5 });
});

test('nothing to learn from, or another fit, is an error', async () => {
  const allRight = sums.map((prompt) => answerOf({ model: 'small', prompt, steps, correct: true }));
  const refused = () => fitOf(queryLevelFamily, fittingDataOf(allRight));
  await expect(refused()).rejects.toThrow(ValidationError);
  await expect(refused()).rejects.toThrow(
    'both kinds to fit "model "small" alone answers right", got 60 yes and 0 no',
  );
  expect(() => queryLevelFamily.create(0.5)).toThrow(ConfigurationError);
  expect(() => queryLevelFamily.create(0.5, { parameters: { featureSet: 'query-0', models: {} } })).toThrow(
    'expected "query-1" at parameters.featureSet, got "query-0"',
  );
  const models = { small: { bias: 0, weights: [1] } };
  expect(() => queryLevelFamily.create(0.5, { parameters: { featureSet: 'query-1', models } })).toThrow(
    `expected a list of ${queryFeatureCount} finite numbers at parameters.models.small.weights, got [1]`,
  );
});
