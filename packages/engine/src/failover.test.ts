import { createPool, GenerationError, type Router } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine-event.js';
import { runTrajectory } from './run-trajectory.js';
import { assign, lineGrader, router } from './test/tree-world.js';

const query = { id: 'q', prompt: '1+1?\n', answer: '2', benchmark: 'b', meta: {} };
const down = new GenerationError({ model: 'm', message: 'the server is down.' });

function modelOf(id: string, answers: (MockAnswer | Error)[]): MockModel {
  return new MockModel(id, () => answers.shift() ?? new Error(`unplanned call of ${id}`));
}

async function run(by: Router, answers: Record<'small' | 'large', (MockAnswer | Error)[]>, failover = true) {
  const models = { small: modelOf('small', answers.small), large: modelOf('large', answers.large) };
  const pool = createPool('p', [
    { id: 'small', model: models.small, parameters: 10 },
    { id: 'large', model: models.large, parameters: 100 },
  ]);
  const kept: string[][] = [];
  const onEvent = (event: EngineEvent): void => {
    if (event.type === 'step-kept') kept.push([...event.failures]);
  };
  const trajectory = await runTrajectory({
    query,
    benchmark: lineGrader,
    pool,
    router: by,
    seed: 1,
    sample: 0,
    failures: { retries: 0, failover },
    onEvent,
  });
  return { trajectory, kept, calls: [models.small.calls.length, models.large.calls.length] };
}

const small = router('assign', () => assign('small'));
const takeLarge = router('review', () => ({ action: { type: 'regenerate', model: 'large' } }));
const accept = router('review', () => ({ action: { type: 'accept' } }));

describe('failover at a step boundary', () => {
  it('has another model write, and does not ask the failed one again', async () => {
    const { trajectory, kept, calls } = await run(small, {
      small: [{ text: 'a' }, down],
      large: [{ text: 'b' }, { text: '#2' }],
    });
    expect(trajectory.steps.map((step) => step.model)).toEqual(['small', 'large', 'large']);
    expect(trajectory).toMatchObject({ finish: 'answered', correct: true });
    expect(trajectory.decisions[1]?.failure).toMatch(/server is down.*"large" stands in/);
    expect(kept.map((failures) => failures.length)).toEqual([0, 1, 0]);
    expect(calls).toEqual([2, 2]);
  });

  it('goes on with the draft where the model that should replace it fails', async () => {
    const { trajectory } = await run(takeLarge, { small: [{ text: '#2' }], large: [down] });
    expect(trajectory.steps).toMatchObject([{ text: '#2\n', model: 'small', overhead: [] }]);
    expect(trajectory.steps[0]).not.toHaveProperty('rejectedDraft');
    expect(trajectory.cost.tokens).toEqual({
      small: { generated: 2, overhead: 0, prefill: 5, cached: 0, calls: 1 },
    });
  });

  it('goes on without drafts where the model that writes them fails', async () => {
    const { trajectory, calls } = await run(accept, {
      small: [down],
      large: [{ text: 'a' }, { text: '#2' }],
    });
    expect(trajectory.steps.map((step) => step.model)).toEqual(['large', 'large']);
    expect(trajectory.decisions).toMatchObject(
      [
        { stepIndex: 0, action: { type: 'regenerate', model: 'large' }, failure: /down/ },
        { stepIndex: 1, action: { type: 'regenerate', model: 'large' } },
      ].map(({ failure: _, ...rest }) => rest),
    );
    expect(calls).toEqual([1, 2]);
  });

  it('fails honestly where every model fails', async () => {
    const { trajectory } = await run(small, { small: [{ text: 'a' }, down], large: [down] });
    expect(trajectory).toMatchObject({ finish: 'failed', correct: false });
    expect(trajectory.failure).toMatch(/"large" failed after 1 attempt/);
  });

  it('is off by default: a study measures the routing that it names', async () => {
    const { trajectory, calls } = await run(small, { small: [down], large: [] }, false);
    expect(trajectory.finish).toBe('failed');
    expect(calls).toEqual([1, 0]);
  });

  it('leaves a model whose context the answer has outgrown, and asks for no more than it holds', async () => {
    const answer = (text: string, inputTokens: number) => ({ text, inputTokens, outputTokens: 4 });
    const smallModel = modelOf('small', [answer('a', 5), answer('b', 9)]);
    const largeModel = modelOf('large', [answer('#2', 13)]);
    const trajectory = await runTrajectory({
      query,
      benchmark: lineGrader,
      pool: createPool('p', [
        { id: 'small', model: smallModel, parameters: 10, contextLimit: 12 },
        { id: 'large', model: largeModel, parameters: 100 },
      ]),
      router: small,
      seed: 1,
      sample: 0,
      budget: { maxTokensPerStep: 8 },
      failures: { retries: 0, failover: true },
    });
    expect(smallModel.calls.map((call) => call.maxOutputTokens)).toEqual([8, 3]);
    expect(trajectory.steps.map((step) => step.model)).toEqual(['small', 'small', 'large']);
    expect(trajectory.decisions[2]?.failure).toMatch(/13 tokens.*context of 12/);
  });
});
