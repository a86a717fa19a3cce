import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random, RouterError, type RouterState, type StepView, ValidationError } from '@roro/core';
import { exampleFittingData, routerChecks } from '@roro/routers/conformance';
import { families } from './index.js';

for (const family of families) {
  for (const { name, run } of routerChecks({ family })) test(`${family.id}: ${name}`, run);
}

const [family] = families;

/** The state after steps of the small model with these mean entropies, in nats. */
function stateAfter(...entropies: readonly (number | undefined)[]): RouterState {
  const steps = entropies.map(
    (meanEntropy, index): StepView => ({
      index,
      text: `step ${index}\n`,
      model: 'small',
      finish: { unified: 'delimiter' },
      ...(meanEntropy === undefined
        ? {}
        : { statistics: { count: 8, meanLogProbability: -1, minLogProbability: -2, meanEntropy } }),
      usage: {
        model: 'small',
        purpose: 'step',
        prefillTokens: 0,
        cachedTokens: 0,
        generatedTokens: 8,
        seconds: 0,
      },
      overhead: [],
    }),
  );
  return {
    query: { id: 'q', prompt: 'What is 17 + 25, squared?', benchmark: 'test', meta: {} },
    models: [
      { id: 'small', relativeCost: 0.1 },
      { id: 'large', relativeCost: 1 },
    ],
    steps,
    budget: { maxSteps: 8, spentShare: 0 },
    random: new Random('test'),
  };
}

async function writer(factor: number, ...entropies: readonly (number | undefined)[]): Promise<string> {
  const decision = await family?.create(factor).decide(stateAfter(...entropies));
  return decision?.action.type === 'assign' ? decision.action.model : 'none';
}

test('the dearest model follows an entropy above the factor times the mean before it', async () => {
  // The mean of 0.2 and 0.4 is 0.3; twice that is 0.6.
  assert.equal(await writer(2, 0.2, 0.4, 0.61), 'large');
  assert.equal(await writer(2, 0.2, 0.4, 0.59), 'small');
  // After the rise, the mean of 0.2, 0.4 and 0.61 is 0.4033.
  assert.equal(await writer(2, 0.2, 0.4, 0.61, 0.8), 'small');
  assert.equal(await writer(0, 0.2, 0.01), 'large');
});

test('the cheapest model writes what has nothing before it to compare with', async () => {
  assert.equal(await writer(0), 'small');
  assert.equal(await writer(0, 5), 'small');
});

test('an unknown entropy is an error, not a zero', async () => {
  await assert.rejects(writer(1, 0.2, undefined), RouterError);
});

test('the grid is made of rises that the cheapest model had', async () => {
  const data = exampleFittingData(2, { queries: 4 });
  // Entropies 0.2, 0.4, 0.6: the second is 2 times the first, the third 2 times the mean of both.
  const trajectories = data.trajectories
    .filter(({ router }) => router.id === 'fixed' && router.knob === 0)
    .map((trajectory) => ({
      ...trajectory,
      steps: trajectory.steps.slice(0, 3).map((step, index) => ({
        ...step,
        statistics: {
          count: 8,
          meanLogProbability: -1,
          minLogProbability: -2,
          meanEntropy: 0.2 * (index + 1),
        },
      })),
    }));
  const fit = await family?.fit?.({ ...data, trajectories });
  assert.equal(fit?.knobs?.length, 2);
  assert.ok(Math.abs((fit?.knobs?.[0] ?? 0) - 2) < 1e-12);
  assert.equal(fit?.knobs?.[1], 0);
  await assert.rejects(async () => family?.fit?.({ ...data, trajectories: [] }), ValidationError);
});
