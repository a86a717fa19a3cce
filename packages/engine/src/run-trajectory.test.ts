import {
  createPool,
  type Decision,
  GenerationError,
  type ModelPool,
  priceUsage,
  type Router,
  type RouterState,
  trajectorySchema,
  UnknownPriceError,
} from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { MockLanguageModelV4 } from 'ai/test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine-event.js';
import { runTrajectory, type TrajectoryOptions } from './run-trajectory.js';
import { MemoryStepStore } from './step-store.js';
import {
  assign,
  lineGrader,
  randomAssign,
  randomReview,
  router,
  treeQueries,
  treeWorld,
} from './test/tree-world.js';

const query = { id: 'q', prompt: '1+1?\n', answer: '2', benchmark: 'b', meta: {} };

function queuedPool(small: MockAnswer[], large: MockAnswer[] = []) {
  const models = { small: new MockModel('small', small), large: new MockModel('large', large) };
  const pool = createPool('queued', [
    { id: 'small', model: models.small, parameters: 10 },
    { id: 'large', model: models.large, parameters: 100 },
  ]);
  return { pool, ...models };
}

function run(pool: ModelPool, by: Router, options: Partial<TrajectoryOptions> = {}) {
  return runTrajectory({
    query,
    benchmark: lineGrader,
    pool,
    router: by,
    seed: 1,
    sample: 0,
    failures: { retryDelay: 0 },
    ...options,
  });
}

const alternate = router('assign', ({ steps, models }) => assign(models[steps.length % 2]?.id ?? ''));

describe('assign mode', () => {
  it('asks each model for one step and puts the delimiter back', async () => {
    const { pool, small, large } = queuedPool([{ text: 'a' }, { text: '#2' }], [{ text: '!b' }]);
    const trajectory = await run(pool, alternate);
    expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
    expect(trajectory.steps.map((step) => [step.text, step.model, step.correct, step.kind])).toEqual([
      ['a\n', 'small', true, 'line'],
      ['!b\n', 'large', false, 'line'],
      ['#2\n', 'small', true, 'answer'],
    ]);
    expect(trajectory).toMatchObject({ finish: 'answered', finalAnswer: '2', correct: true });
    expect(small.calls[0]).toMatchObject({
      prompt: [{ role: 'user', content: [{ type: 'text', text: '1+1?\n' }] }],
      temperature: 0.7,
      topP: 1,
      maxOutputTokens: 1024,
      stopSequences: ['\n'],
      providerOptions: { roro: { continueFinalMessage: false, tokenStatistics: true } },
    });
    expect(large.calls[0]?.prompt).toEqual([
      { role: 'user', content: [{ type: 'text', text: '1+1?\n' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'a\n' }] },
    ]);
    expect(large.calls[0]?.providerOptions).toEqual({
      roro: { continueFinalMessage: true, tokenStatistics: true },
    });
    const seeds = [...small.calls, ...large.calls].map((call) => call.seed);
    expect(new Set(seeds).size).toBe(3);
  });

  it('counts prefill as an ideal prefix cache of each model would', async () => {
    const answer = (text: string, inputTokens: number, outputTokens: number) => ({
      text,
      inputTokens,
      outputTokens,
    });
    const { pool } = queuedPool([answer('a', 5, 2), answer('#2', 12, 3)], [answer('b', 8, 4)]);
    const { steps, cost } = await run(pool, alternate);
    expect(steps.map(({ usage }) => [usage.prefillTokens, usage.cachedTokens])).toEqual([
      [5, 0],
      [8, 0],
      [5, 7],
    ]);
    expect(cost.tokens).toEqual({
      small: { generated: 5, overhead: 0, prefill: 10, cached: 7, calls: 2 },
      large: { generated: 4, overhead: 0, prefill: 8, cached: 0, calls: 1 },
    });
    expect(cost.flops).toBe(2 * 10 * 5 + 2 * 100 * 4);
  });

  it('shows a router neither the gold answer nor verdicts', async () => {
    const states: RouterState[] = [];
    const spy = router('assign', (state) => {
      states.push(state);
      return assign('small');
    });
    const { pool } = queuedPool([{ text: '!a' }, { text: '#2' }]);
    await run(pool, spy);
    expect(states.map((state) => state.steps.length)).toEqual([0, 1]);
    expect(JSON.stringify(states)).not.toMatch(/"(answer|correct|kind)":/);
    expect(states[1]?.models).toEqual([
      { id: 'small', relativeCost: 0.1 },
      { id: 'large', relativeCost: 1 },
    ]);
  });
});

describe('review mode', () => {
  it('pays for a rejected draft and keeps its text', async () => {
    const { pool, large } = queuedPool([{ text: 'draft' }, { text: '#2' }], [{ text: 'better' }]);
    const decisions: Decision[] = [
      { action: { type: 'regenerate', model: 'large' } },
      { action: { type: 'accept' } },
    ];
    const seen: (string | undefined)[] = [];
    const reviewer = router('review', ({ draft, steps }) => {
      seen.push(draft?.text);
      return decisions[steps.length] as Decision;
    });
    const { steps, cost } = await run(pool, reviewer);
    expect(seen).toEqual(['draft\n', '#2\n']);
    expect(steps[0]).toMatchObject({
      text: 'better\n',
      model: 'large',
      usage: { purpose: 'step' },
      overhead: [{ model: 'small', purpose: 'draft', generatedTokens: 5 }],
      rejectedDraft: { model: 'small', text: 'draft\n' },
    });
    expect(steps[1]).toMatchObject({ model: 'small', usage: { purpose: 'step' }, overhead: [] });
    expect(cost.tokens['small']).toMatchObject({ generated: 7, overhead: 5, calls: 2 });
    // The draft is not part of the answer, so the large model never reads it.
    expect(JSON.stringify(large.calls[0]?.prompt)).not.toContain('draft');
  });

  it('draws another step when a model regenerates its own draft', async () => {
    const { pool, small } = queuedPool([{ text: 'one' }, { text: '#2' }]);
    const reviewer = router('review', () => ({ action: { type: 'regenerate', model: 'small' } }));
    const { steps } = await run(pool, reviewer, { store: new MemoryStepStore() });
    expect(steps.map((step) => step.text)).toEqual(['#2\n']);
    expect(steps[0]?.overhead[0]).toMatchObject({ cachedTokens: 0 });
    expect(steps[0]?.usage).toMatchObject({ prefillTokens: 0, cachedTokens: 5 });
    expect(small.calls[0]?.seed).not.toBe(small.calls[1]?.seed);
  });
});

describe('how a step ends', () => {
  const small = router('assign', () => assign('small'));
  const stop = (raw: string) => ({ unified: 'stop' as const, raw });

  it('never takes a truncated step for a success', async () => {
    const { pool } = queuedPool([{ text: '#2', finishReason: { unified: 'length', raw: 'length' } }]);
    const trajectory = await run(pool, small);
    expect(trajectory).toMatchObject({
      finish: 'truncated',
      correct: false,
      failure: expect.stringMatching(/limit of 2 tokens/),
    });
    expect(trajectory.finalAnswer).toBeUndefined();
    expect(trajectory.steps[0]?.finish).toEqual({ unified: 'length', raw: 'length' });
  });

  it('takes a text that ends without an answer for truncated, too', async () => {
    const { pool } = queuedPool([{ text: 'hm', finishReason: stop('eos'), metadata: {} }]);
    const trajectory = await run(pool, small);
    expect(trajectory).toMatchObject({ finish: 'truncated', correct: false });
    expect(trajectory.failure).toMatch(/without a final answer/);
    expect(trajectory.steps[0]).toMatchObject({ text: 'hm', finish: { unified: 'end', raw: 'eos' } });
  });

  it('reads the end of an answer without delimiter', async () => {
    const { pool } = queuedPool([{ text: '#2', finishReason: stop('eos'), metadata: {} }]);
    expect(await run(pool, small)).toMatchObject({ finish: 'answered', finalAnswer: '2' });
  });

  it('goes on where a provider says only "stop", until it has nothing more to say', async () => {
    const { pool } = queuedPool([
      { text: 'a', finishReason: stop('stop') },
      { text: '', finishReason: stop('stop') },
    ]);
    const { steps, finish } = await run(pool, small);
    expect(steps.map((step) => step.text)).toEqual(['a\n', '']);
    expect(finish).toBe('truncated');
  });

  it('cuts what a server wrote beyond the stop sequence and trusts no statistics of it', async () => {
    const tokens = [{ logProbability: -1 }];
    const { pool } = queuedPool([
      { text: 'a\nb\nc', metadata: { tokens } },
      { text: '#2\n', metadata: { tokens } },
    ]);
    const { steps } = await run(pool, small);
    expect(steps.map((step) => step.text)).toEqual(['a\n', '#2\n']);
    expect(steps[0]?.statistics).toBeUndefined();
    expect(steps[1]?.statistics).toEqual({ count: 1, meanLogProbability: -1, minLogProbability: -1 });
  });

  it('records a refusal as failed', async () => {
    const { pool } = queuedPool([
      { text: 'sorry', finishReason: { unified: 'content-filter', raw: 'refusal' } },
    ]);
    const trajectory = await run(pool, small);
    expect(trajectory).toMatchObject({ finish: 'failed', correct: false });
    expect(trajectory.failure).toMatch(/refusal/);
  });

  it('leaves `correct` undefined without a gold answer', async () => {
    const { pool } = queuedPool([{ text: '#2' }]);
    const { answer: _answer, ...open } = query;
    const trajectory = await run(pool, small, { query: open });
    expect(trajectory.finalAnswer).toBe('2');
    expect('correct' in trajectory).toBe(false);
  });
});

describe('budgets', () => {
  const endless = () => {
    const model = new MockModel('small', () => ({ text: 'abcd', inputTokens: 1 }));
    return createPool('endless', [{ id: 'small', model, parameters: 5 }]);
  };
  const small = router('assign', () => assign('small'));

  it.each([
    [{ maxSteps: 3 }, 'step-budget', 3],
    [{ maxTokens: 9 }, 'token-budget', 3],
    [{ maxCost: { unit: 'flops', amount: 80 } }, 'cost-budget', 2],
  ] as const)('%j ends in %s after %i steps', async (budget, finish, steps) => {
    const shares: number[] = [];
    const watching = router('assign', (state) => {
      shares.push(state.budget.spentShare);
      return assign('small');
    });
    const trajectory = await run(endless(), watching, { budget });
    expect(trajectory).toMatchObject({ finish, correct: false });
    expect(trajectory.steps).toHaveLength(steps);
    expect(shares[0]).toBe(0);
    const stepShare = 1 / ('maxSteps' in budget ? budget.maxSteps : 32);
    const second = { 'step-budget': stepShare, 'token-budget': 4 / 9, 'cost-budget': 0.5 }[finish];
    expect(shares[1]).toBeCloseTo(second, 12);
  });

  it('stops after 32 steps by default', async () => {
    expect((await run(endless(), small)).steps).toHaveLength(32);
  });

  it('refuses a cost budget in a unit without a price, and names misspelt or impossible settings', async () => {
    await expect(
      run(endless(), small, { budget: { maxCost: { unit: 'money', amount: 1 } } }),
    ).rejects.toThrow(UnknownPriceError);
    const misspelt = { maxStep: 3 } as unknown as { maxSteps: number };
    await expect(run(endless(), small, { budget: misspelt })).rejects.toThrow(/"maxSteps"/);
    await expect(run(endless(), small, { generation: { topP: 0 } })).rejects.toThrow(/generation\.topP/);
    await expect(run(endless(), small, { failures: { fallbackModel: 'smal' } })).rejects.toThrow(/"small"/);
  });
});

describe('a router that misbehaves', () => {
  const bad: [string, (state: RouterState) => Decision | Promise<Decision>, RegExp][] = [
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      /boom/,
    ],
    ['rejects', () => Promise.reject(new Error('later boom')), /later boom/],
    ['hangs', () => new Promise(() => undefined), /within 0\.02 s/],
    ['answers nothing', () => undefined as unknown as Decision, /expected a decision/],
    ['names a stranger', () => assign('medium'), /"medium" is not in the pool \(small, large\)/],
    ['reviews in assign mode', () => ({ action: { type: 'accept' } }), /expected the action assign/],
    ['has NaN probabilities', () => ({ ...assign('small'), probabilities: [Number.NaN, 1] }), /NaN/],
    ['has probabilities off 1', () => ({ ...assign('small'), probabilities: [0.5, 0.1] }), /sum to 1/],
    ['observes NaN', () => ({ ...assign('small'), observation: [Number.NaN] }), /finite numbers/],
    [
      'explains infinity',
      () => ({ ...assign('small'), explanation: { features: {}, threshold: 1 / 0, text: '' } }),
      /threshold/,
    ],
  ];

  it.each(bad)(
    '%s: the dearest model takes over, and the record says why',
    async (_name, decide, message) => {
      const { pool } = queuedPool([], [{ text: 'a' }, { text: '#2' }]);
      const events: EngineEvent[] = [];
      const trajectory = await run(pool, router('assign', decide, 'bad-router'), {
        failures: { decisionTimeout: 0.02 },
        onEvent: (event) => events.push(event),
      });
      expect(trajectory.finish).toBe('answered');
      expect(trajectory.steps.map((step) => step.model)).toEqual(['large', 'large']);
      for (const decision of trajectory.decisions) {
        expect(decision.failure).toMatch(message);
        expect(decision.failure).toMatch(/Router "bad-router" failed on query "q" at step \d/);
        expect(decision.action).toEqual({ type: 'assign', model: 'large' });
      }
      expect(events.filter((event) => event.type === 'failure')).toHaveLength(2);
      expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
    },
  );

  it('falls back to the configured model; in review mode the drafting model means accept', async () => {
    const first = queuedPool([{ text: '#2' }]);
    const boom = router('review', () => {
      throw new Error('boom');
    });
    const accepted = await run(first.pool, boom, { failures: { fallbackModel: 'small' } });
    expect(accepted.decisions[0]?.action).toEqual({ type: 'accept' });
    const second = queuedPool([{ text: 'x' }], [{ text: '#2' }]);
    const regenerated = await run(second.pool, boom);
    expect(regenerated.decisions[0]?.action).toEqual({ type: 'regenerate', model: 'large' });
  });

  it('copies what a router may write over', async () => {
    const observation = [0];
    const reusing = router('assign', ({ steps }) => {
      observation[0] = steps.length;
      return { ...assign('small'), observation };
    });
    const { pool } = queuedPool([{ text: 'a' }, { text: '#2' }]);
    const { decisions } = await run(pool, reusing);
    expect(decisions.map((decision) => decision.observation)).toEqual([[0], [1]]);
  });
});

describe('a model that misbehaves', () => {
  const small = router('assign', () => assign('small'));
  const retryable = () => new GenerationError({ model: 'small', message: 'overloaded', isRetryable: true });

  function flaky(failures: number, error: () => Error, answer: MockAnswer = { text: '#2' }) {
    let calls = 0;
    const model = new MockModel('small', () => (calls++ < failures ? error() : answer));
    return { model, pool: createPool('flaky', [{ id: 'small', model, parameters: 1 }]) };
  }

  it('is asked again after a retryable error', async () => {
    const { model, pool } = flaky(2, retryable);
    const events: EngineEvent[] = [];
    const trajectory = await run(pool, small, { onEvent: (event) => events.push(event) });
    expect(trajectory.finish).toBe('answered');
    expect(model.calls).toHaveLength(3);
    expect(new Set(model.calls.map((call) => call.seed)).size).toBe(1);
    expect(events.filter((event) => event.type === 'failure' && !event.final)).toHaveLength(2);
  });

  it('makes the trajectory a failed record when the attempts are used up', async () => {
    const { model, pool } = flaky(9, retryable);
    const trajectory = await run(pool, small);
    expect(model.calls).toHaveLength(4);
    expect(trajectory).toMatchObject({ finish: 'failed', correct: false, steps: [] });
    expect(trajectory.failure).toMatch(/Model "small" failed after 4 attempts: overloaded/);
    expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
  });

  it('is not asked again after a final error, or an answer without usage', async () => {
    const final = flaky(9, () => new Error('no such model'));
    expect((await run(final.pool, small)).failure).toMatch(/after 1 attempt: no such model/);
    expect(final.model.calls).toHaveLength(1);
    const silent = new MockLanguageModelV4({
      doGenerate: {
        content: [{ type: 'text', text: 'a' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 1, text: 1, reasoning: undefined },
        },
        warnings: [],
      },
    });
    const pool = createPool('silent', [{ id: 'small', model: silent, parameters: 1 }]);
    expect((await run(pool, small)).failure).toMatch(/without a valid usage\.inputTokens\.total/);
  });

  it('pays for the draft even when the regeneration fails', async () => {
    const { pool } = queuedPool([{ text: 'draft' }], []);
    const reviewer = router('review', () => ({ action: { type: 'regenerate', model: 'large' } }));
    const { finish, cost, steps } = await run(pool, reviewer);
    expect([finish, steps.length]).toEqual(['failed', 0]);
    expect(cost.tokens['small']).toMatchObject({ generated: 5, overhead: 5 });
  });

  it('is given up when it hangs', async () => {
    const hanging = new MockLanguageModelV4({ doGenerate: () => new Promise(() => undefined) });
    const pool = createPool('hanging', [{ id: 'small', model: hanging, parameters: 1 }]);
    const trajectory = await run(pool, small, {
      failures: { retries: 1, retryDelay: 0, requestTimeout: 0.02 },
    });
    expect(trajectory.failure).toMatch(/after 2 attempts: expected an answer within 0\.02 s/);
    expect(hanging.doGenerateCalls[0]?.abortSignal?.aborted).toBe(true);
  });

  it('waits twice as long before each retry', async () => {
    const { pool } = flaky(3, retryable);
    const start = performance.now();
    expect((await run(pool, small, { failures: { retryDelay: 0.02 } })).finish).toBe('answered');
    // 20 + 40 + 80 ms, less the jitter of at most a half.
    expect(performance.now() - start).toBeGreaterThan(65);
  });
});

describe('abort', () => {
  it('throws AbortError while a model or a router is thinking', async () => {
    for (const stage of ['model', 'router']) {
      const controller = new AbortController();
      const hanging = new MockLanguageModelV4({ doGenerate: () => new Promise(() => undefined) });
      const pool = createPool('hanging', [{ id: 'small', model: hanging, parameters: 1 }]);
      const by = router('assign', () =>
        stage === 'router' ? new Promise(() => undefined) : assign('small'),
      );
      const running = run(pool, by, { signal: controller.signal });
      setTimeout(() => controller.abort(), 5);
      await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    }
  });
});

describe('every trajectory', () => {
  const queries = treeQueries(40);
  const anyRollout = fc.record({
    query: fc.constantFrom(...queries),
    router: fc.constantFrom(randomAssign(0.3), randomAssign(0.8), randomReview(0.5), randomReview(0.9)),
    seed: fc.integer({ min: 0, max: 1000 }),
    sample: fc.integer({ min: 0, max: 7 }),
    samplesPerNode: fc.constantFrom(1, 3),
    maxSteps: fc.constantFrom(4, 32),
  });

  it('is made of steps that join to the text, and of costs that add up', async () => {
    const { pool, small, large } = treeWorld();
    await fc.assert(
      fc.asyncProperty(anyRollout, async ({ samplesPerNode, maxSteps, ...rollout }) => {
        small.calls.length = 0;
        large.calls.length = 0;
        const trajectory = await runTrajectory({
          ...rollout,
          benchmark: lineGrader,
          pool,
          generation: { samplesPerNode },
          budget: { maxSteps },
        });
        expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
        const text = trajectory.steps.map((step) => step.text).join('');
        const prefixes = [...small.calls, ...large.calls].map((call) => {
          const part = call.prompt[1]?.content[0];
          return typeof part === 'object' && part.type === 'text' ? part.text : '';
        });
        for (const prefix of prefixes) expect(text.startsWith(prefix)).toBe(true);
        expect(trajectory.finish === 'answered').toBe(trajectory.finalAnswer !== undefined);
        expect(trajectory.decisions).toHaveLength(trajectory.steps.length);
        const entries = trajectory.steps.flatMap((step) => [...step.overhead, step.usage]);
        const cost = priceUsage(entries, pool.models);
        expect(trajectory.cost).toEqual({ ...cost, seconds: expect.closeTo(cost.seconds, 9) });
        expect(entries).toHaveLength(small.calls.length + large.calls.length);
        // Every prompt token was either prefilled or cached, and a model caches no more than it has seen.
        for (const id of ['small', 'large']) {
          const own = entries.filter((entry) => entry.model === id);
          own.forEach((entry, i) => {
            const before = own[i - 1];
            const seen =
              before === undefined ? 0 : before.prefillTokens + before.cachedTokens + before.generatedTokens;
            expect(entry.cachedTokens).toBeLessThanOrEqual(seen);
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the store: fresh, shared or none, the record is the same', async () => {
    const { pool } = treeWorld();
    const store = new MemoryStepStore();
    await fc.assert(
      fc.asyncProperty(anyRollout, async ({ samplesPerNode, maxSteps, ...rollout }) => {
        const options = {
          ...rollout,
          benchmark: lineGrader,
          pool,
          generation: { samplesPerNode },
          budget: { maxSteps },
        };
        const shared = await runTrajectory({ ...options, store });
        const replayed = await runTrajectory({ ...options, store });
        expect(JSON.stringify(replayed)).toBe(JSON.stringify(shared));
        const alone = await runTrajectory(options);
        const seconds = (key: string, value: unknown) => (key === 'seconds' ? 0 : value);
        expect(JSON.stringify(alone, seconds)).toBe(JSON.stringify(shared, seconds));
      }),
      { numRuns: 60 },
    );
    expect(store.counts().saved).toBeGreaterThan(store.counts().generated);
  });
});
