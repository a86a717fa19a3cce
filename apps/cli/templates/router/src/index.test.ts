import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random, type RouterState, type StepView } from '@roro/core';
import { routerChecks } from '@roro/routers/conformance';
import { families } from './index.js';

for (const family of families) {
  for (const { name, run } of routerChecks({ family })) test(`${family.id}: ${name}`, run);
}

/** The state after one step whose least likely token has this log-probability. */
function stateAfter(minLogProbability: number): RouterState {
  const step: StepView = {
    index: 0,
    text: '17 + 25 = 42\n',
    model: 'small',
    finish: { unified: 'delimiter' },
    statistics: { count: 8, meanLogProbability: minLogProbability / 4, minLogProbability },
    usage: {
      model: 'small',
      purpose: 'step',
      prefillTokens: 0,
      cachedTokens: 0,
      generatedTokens: 8,
      seconds: 0,
    },
    overhead: [],
  };
  return {
    query: { id: 'q', prompt: 'What is 17 + 25, squared?', benchmark: 'test', meta: {} },
    models: [
      { id: 'small', relativeCost: 0.1 },
      { id: 'large', relativeCost: 1 },
    ],
    steps: [step],
    budget: { maxSteps: 8, spentShare: 0 },
    random: new Random('test'),
  };
}

test('a token below the threshold calls the dearest model, one at it does not', async () => {
  const router = families[0]?.create(-2);
  assert.deepEqual((await router?.decide(stateAfter(-2.5)))?.action, { type: 'assign', model: 'large' });
  assert.deepEqual((await router?.decide(stateAfter(-2)))?.action, { type: 'assign', model: 'small' });
});
