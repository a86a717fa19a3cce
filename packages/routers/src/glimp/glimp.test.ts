import { RouterError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { answerOf, fitOf, fittingDataOf } from '../../test/fitting-data.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { glimpFamily, glimpRouter } from './glimp.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

test('the first token of the cheapest model decides, before every step', async () => {
  const router = glimpRouter(0.7);
  const calls = fakeCalls({ probe: { small: { logProbability: -0.5, entropy: 0.8 } } });
  expect(await router.decide(stateOf({ models, calls }))).toEqual({
    action: { type: 'assign', model: 'large' },
    probabilities: [0, 0, 1],
    explanation: {
      features: { firstEntropy: 0.8 },
      score: 0.8,
      threshold: 0.7,
      text: 'first-token entropy 0.800 > 0.700 nats',
    },
  });
  const steps = [stepOf(0, 'b=57\n', 'large', { firstEntropy: 3 })];
  const sure = fakeCalls({ probe: { small: { logProbability: -0.5, entropy: 0.7 } } });
  const decision = await router.decide(stateOf({ models, steps, calls: sure }));
  expect(decision.action).toEqual({ type: 'assign', model: 'small' }); // strictly above
  expect(decision.probabilities).toEqual([1, 0, 0]);
  expect([...calls.asked, ...sure.asked]).toEqual(['probe small', 'probe small']);
});

test('an unknown entropy, or no calls, is an error', async () => {
  const router = glimpRouter(0.7);
  const calls = fakeCalls({ probe: { small: { logProbability: -0.5 } } });
  await expect(router.decide(stateOf({ calls }))).rejects.toThrow(RouterError);
  await expect(router.decide(stateOf({ calls }))).rejects.toThrow(
    'Expected the entropy of the first token of model "small", but it reported none.',
  );
  await expect(router.decide(stateOf())).rejects.toThrow('Router "glimp" asks models before it decides');
  expect(() => glimpRouter(-1)).toThrow('needs a threshold ≥ 0 nats, got -1');
});

test("the grid: quantiles of the cheapest model's first entropies, falling to 0", async () => {
  const answer = (model: string, entropies: number[]) =>
    answerOf({ model, steps: entropies.map((firstEntropy) => ({ statistics: { firstEntropy } })) });
  const data = fittingDataOf([answer('small', [0.3, 1.2]), answer('small', [0.1]), answer('large', [5])]);
  expect(await fitOf(glimpFamily, data)).toEqual({ knobs: [1.2, 0.3, 0.1, 0] });
  await expect(fitOf(glimpFamily, fittingDataOf([answer('large', [5])]))).rejects.toThrow(ValidationError);
  expect(glimpFamily.knob?.values).toEqual([...(glimpFamily.knob?.values ?? [])].sort((a, b) => b - a));
  expect(glimpFamily.create(0.3)).toMatchObject({ id: 'glimp', mode: 'assign', knob: 0.3 });
});
