import { setTimeout as delay } from 'node:timers/promises';
import {
  createPool,
  type ModelPool,
  type Router,
  type RouterCalls,
  type RouterState,
  type StepScorer,
  type UsageEntry,
} from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { runRollouts } from './run-rollouts.js';
import { runTrajectory } from './run-trajectory.js';
import { scoreTrajectory } from './score-trajectory.js';
import { MemoryStepStore } from './step-store.js';
import { assign, lineGrader, router, treeQueries, treeWorld, withoutSeconds } from './test/tree-world.js';

const query = { id: 'q', prompt: '1+1?\n', answer: '2', benchmark: 'b', meta: {} };

/** Values steps by their length: 1/(1 + characters without the delimiter); one token a character. */
function lengthScorer(): StepScorer & { asked: string[] } {
  const asked: string[] = [];
  return {
    id: 'prm',
    model: { id: 'reward', parameters: 5 },
    fingerprint: 'length',
    asked,
    score: async ({ query: { prompt }, steps, candidate }) => {
      asked.push(steps.join('') + candidate);
      return {
        value: 1 / candidate.length,
        inputTokens: (prompt + steps.join('') + candidate).length,
        candidateTokens: candidate.length,
        generatedTokens: 0,
        seconds: 0,
      };
    },
  };
}

function poolOf(small: MockAnswer[], large: MockAnswer[], scorers: StepScorer[] = []): ModelPool {
  return createPool(
    'paid',
    [
      { id: 'small', model: new MockModel('small', small), parameters: 10 },
      { id: 'large', model: new MockModel('large', large), parameters: 100 },
    ],
    scorers,
  );
}

function run(pool: ModelPool, by: Router) {
  return runTrajectory({
    query,
    benchmark: lineGrader,
    pool,
    router: by,
    seed: 1,
    sample: 0,
    failures: { retryDelay: 0 },
  });
}

const callsOf = (state: RouterState): RouterCalls => state.calls as RouterCalls;
const bill = (entries: readonly UsageEntry[]) =>
  entries.map(({ model, purpose, generatedTokens, scoredTokens = 0 }) => [
    model,
    purpose,
    generatedTokens,
    scoredTokens,
  ]);
const token = (entropy: number) => ({ logProbability: -entropy, entropy });

describe('probes', () => {
  const probed = (): MockAnswer => ({ text: 'a', metadata: { tokens: [token(0.5)] }, outputTokens: 1 });
  const probing = (choose: (entropy: number) => string) =>
    router('assign', async (state) => {
      const { entropy = 0 } = await callsOf(state).probe('small');
      return assign(choose(entropy));
    });

  it('cost one token where another model writes, and nothing where the probed one does', async () => {
    const dear = await run(
      poolOf([probed()], [{ text: '#2' }]),
      probing(() => 'large'),
    );
    expect(bill(dear.steps[0]?.overhead ?? [])).toEqual([['small', 'probe', 1, 0]]);
    expect(dear.cost.tokens['small']).toMatchObject({ generated: 1, overhead: 1, calls: 1 });
    const cheap = await run(
      poolOf([probed(), { text: '#2' }], []),
      probing(() => 'small'),
    );
    expect(cheap.steps[0]?.overhead).toEqual([]);
    expect(cheap.cost.tokens['small']).toMatchObject({ generated: 2, overhead: 0, calls: 1 });
  });

  it('ask for one token of the draw that the step would be', async () => {
    const small = new MockModel('small', [probed(), { text: '#2' }]);
    const pool = createPool('p', [{ id: 'small', model: small, parameters: 1 }]);
    let entropy: number | undefined;
    await run(
      pool,
      probing((value) => {
        entropy = value;
        return 'small';
      }),
    );
    expect(entropy).toBe(0.5);
    expect(small.calls.map((call) => call.maxOutputTokens)).toEqual([1, 1024]);
    expect(small.calls[0]?.seed).toBe(small.calls[1]?.seed);
  });

  it('of a model without log-probabilities are a failure of the router, not of the answer', async () => {
    const { decisions, finish } = await run(
      poolOf([{ text: 'a' }], [{ text: '#2' }]),
      probing(() => 'small'),
    );
    expect(decisions[0]?.failure).toContain('Model "small" reported no log-probabilities');
    expect(finish).toBe('answered');
  });
});

describe('drafts', () => {
  it('another candidate can be accepted, and the others are paid for', async () => {
    const small = [{ text: 'first' }, { text: '#2' }, { text: 'third' }];
    const picking = router('review', async (state) => {
      const calls = callsOf(state);
      await calls.draft('small', 1);
      await calls.draft('small', 2);
      await calls.draft('small', 1);
      return { action: { type: 'accept', draw: 1 } };
    });
    const { steps, decisions, finalAnswer, cost } = await run(poolOf(small, []), picking);
    expect(finalAnswer).toBe('2');
    expect(decisions[0]?.action).toEqual({ type: 'accept', draw: 1 });
    expect(steps[0]?.usage.purpose).toBe('step');
    expect(bill(steps[0]?.overhead ?? [])).toEqual([
      ['small', 'draft', 5, 0],
      ['small', 'draft', 5, 0],
    ]);
    expect(cost.tokens['small']).toMatchObject({ generated: 12, overhead: 10, calls: 3 });
  });

  it('a draft that nobody drew cannot be accepted', async () => {
    const { decisions } = await run(
      poolOf([{ text: 'a' }], [{ text: '#2' }]),
      router('review', () => ({ action: { type: 'accept', draw: 3 } })),
    );
    expect(decisions[0]?.failure).toContain('draft 3 was accepted, but there is none of that number');
  });
});

describe('scores', () => {
  it('of drafts and steps are paid for once, and a kept candidate is not read again', async () => {
    const scorer = lengthScorer();
    const pool = poolOf([{ text: 'ab' }, { text: 'long one' }, { text: '#2' }], [{ text: 'abc' }], [scorer]);
    const seen: number[][] = [];
    const reviewer = router('review', async (state) => {
      const calls = callsOf(state);
      const draft = state.draft as NonNullable<typeof state.draft>;
      const value = await calls.score('prm', draft);
      seen.push([...(await calls.stepScores('prm')), value, await calls.score('prm', draft)]);
      return value < 0.2
        ? { action: { type: 'regenerate', model: 'large' } }
        : { action: { type: 'accept' } };
    });
    const { steps, cost } = await run(pool, reviewer);
    expect(steps.map(({ text }) => text)).toEqual(['ab\n', 'abc\n', '#2\n']);
    expect(seen).toEqual(
      [
        [1 / 3, 1 / 3],
        [1 / 3, 1 / 9, 1 / 9],
        [1 / 3, 1 / 4, 1 / 3, 1 / 3],
      ].map((values) => values.map((value) => Math.round(value * 1e6) / 1e6)),
    );
    // The regenerated step was never a candidate: it is read at the next decision.
    expect(scorer.asked).toEqual(['ab\n', 'ab\nlong one\n', 'ab\nabc\n#2\n', 'ab\nabc\n']);
    expect(cost.tokens['reward']).toMatchObject({ generated: 0, scored: 3 + 9 + 3 + 4, calls: 4 });
    const generated = 2 + 8 + 2;
    expect(cost.flops).toBe(2 * (10 * generated + 100 * 3 + 5 * 19));
  });

  it('cost as much as writing, or what the price of reading says', async () => {
    const flops = async (scoredWeight?: number) => {
      const { cost } = await runTrajectory({
        query,
        benchmark: lineGrader,
        pool: poolOf([{ text: '#2' }], [], [lengthScorer()]),
        router: router('review', async (state) => {
          await callsOf(state).score('prm', state.draft as NonNullable<typeof state.draft>);
          return { action: { type: 'accept' } };
        }),
        seed: 1,
        sample: 0,
        ...(scoredWeight === undefined ? {} : { scoredWeight }),
      });
      expect(cost.tokens['reward']).toEqual({
        generated: 0,
        overhead: 0,
        prefill: '1+1?\n'.length,
        cached: 0,
        scored: '#2\n'.length,
        calls: 1,
      });
      return cost.flops;
    };
    expect(await flops()).toBe(2 * (10 * 2 + 5 * 3));
    expect(await flops(0)).toBe(2 * 10 * 2);
  });

  it('that are asked for side by side are billed in that order, whichever ends first', async () => {
    const slowFirst = { ...lengthScorer() };
    const { score } = lengthScorer();
    slowFirst.score = async (request) => {
      await delay(request.candidate === 'ab\n' ? 20 : 1);
      return score(request);
    };
    const asking = router('review', async (state) => {
      const calls = callsOf(state);
      const drafts = [state.draft as NonNullable<typeof state.draft>, await calls.draft('small', 1)];
      await Promise.all(drafts.map((draft) => calls.score('prm', draft)));
      return { action: { type: 'accept', draw: 1 } };
    });
    const bills = [];
    for (const scorer of [slowFirst, lengthScorer()]) {
      const pool = poolOf([{ text: 'ab' }, { text: '#22' }], [], [scorer]);
      const { steps } = await run(pool, asking);
      bills.push(
        steps[0]?.overhead
          .filter(({ purpose }) => purpose === 'judge')
          .map(({ prefillTokens, scoredTokens }) => [prefillTokens, scoredTokens]),
      );
    }
    // The first one asked reads the query: five tokens.
    expect(bills[0]).toEqual([
      [0, 4],
      [5, 3],
    ]);
    expect(bills[1]).toEqual(bills[0]);
  });

  it('a scorer that the pool lacks, or a value out of range, makes the router fail and names both', async () => {
    const asking = router('review', async (state) => {
      await callsOf(state).score('prm', state.draft as NonNullable<typeof state.draft>);
      return { action: { type: 'accept' } };
    });
    const lacking = await run(poolOf([{ text: 'a' }], [{ text: '#2' }]), asking);
    expect(lacking.decisions[0]?.failure).toContain('Pool "paid" has no scorer');
    const wrong = {
      ...lengthScorer(),
      score: async () => ({
        ...(await lengthScorer().score({ query, steps: [], candidate: 'a' })),
        value: Number.NaN,
      }),
    };
    const { decisions } = await run(poolOf([{ text: 'a' }], [{ text: '#2' }], [wrong]), asking);
    expect(decisions[0]?.failure).toContain('Scorer "prm" gave the value NaN');
  });

  it('of a recorded answer come from the store where it has them', async () => {
    const scorer = lengthScorer();
    const pool = poolOf([{ text: 'ab' }, { text: '#2' }], [], [scorer]);
    const trajectory = await run(
      pool,
      router('assign', () => assign('small')),
    );
    const store = new MemoryStepStore();
    const values = await scoreTrajectory({ pool, scorer: 'prm', trajectory, store });
    expect(values).toEqual([0.333333, 0.333333]);
    expect(await scoreTrajectory({ pool, scorer: 'prm', trajectory, store })).toEqual(values);
    expect(scorer.asked).toHaveLength(2);
  });
});

describe('answer mode', () => {
  const cascade = (accepts: (text: string) => boolean) =>
    router('answer', ({ steps, models }) => {
      const position = models.findIndex(({ id }) => id === steps[0]?.model);
      return accepts(steps.map(({ text }) => text).join(''))
        ? { action: { type: 'accept' } }
        : { action: { type: 'regenerate', model: models[position + 1]?.id ?? '' } };
    });

  it('a rejected answer is paid for and another model answers from the start', async () => {
    const large = [{ text: 'x' }, { text: '#2' }];
    const { steps, decisions, correct, cost } = await run(
      poolOf([{ text: 'a' }, { text: '#3' }], large),
      cascade((text) => text.includes('#2')),
    );
    expect(correct).toBe(true);
    expect(steps.map(({ text, model }) => [text, model])).toEqual([
      ['x\n', 'large'],
      ['#2\n', 'large'],
    ]);
    expect(steps[0]?.rejectedDraft).toEqual({ model: 'small', text: 'a\n#3\n' });
    expect(bill(steps[0]?.overhead ?? [])).toEqual([
      ['small', 'draft', 1, 0],
      ['small', 'draft', 2, 0],
    ]);
    // The dearest model's answer is not put to the router.
    expect(decisions).toHaveLength(1);
    expect(cost.tokens).toMatchObject({
      small: { generated: 3, overhead: 3, calls: 2 },
      large: { generated: 3, overhead: 0, calls: 2 },
    });
  });

  it('an accepted answer stands', async () => {
    const { steps, finalAnswer } = await run(
      poolOf([{ text: 'a' }, { text: '#3' }], []),
      cascade(() => true),
    );
    expect([steps.length, finalAnswer]).toEqual([2, '3']);
  });

  it('an answer that never ends is put to the router too', async () => {
    const trajectory = await runTrajectory({
      query,
      benchmark: lineGrader,
      pool: poolOf([{ text: 'a' }, { text: 'b' }], [{ text: '#2' }]),
      router: cascade((text) => text.includes('#')),
      seed: 1,
      sample: 0,
      budget: { maxSteps: 2 },
    });
    expect([trajectory.finish, trajectory.finalAnswer]).toEqual(['answered', '2']);
  });

  it('going back to a model that is no dearer is a failure with a fallback', async () => {
    const { decisions, steps } = await run(
      poolOf([{ text: '#3' }], [{ text: '#2' }]),
      router('answer', () => ({ action: { type: 'regenerate', model: 'small' } })),
    );
    expect(decisions[0]?.failure).toContain('"small" is no dearer than "small"');
    expect(steps.map(({ model }) => model)).toEqual(['large']);
  });
});

it('500 queries in flight give the decisions of one at a time', async () => {
  const spending = router('review', async (state) => {
    const calls = callsOf(state);
    const draft = state.draft as NonNullable<typeof state.draft>;
    const [value, probe, other] = await Promise.all([
      calls.score('prm', draft),
      calls.probe('large'),
      calls.draft('small', 1),
    ]);
    const scores = await calls.stepScores('prm');
    const sum = [...scores, value, probe.entropy ?? 0, other.text.length].reduce((a, b) => a + b, 0);
    return sum % 1 < 0.4
      ? { action: { type: 'regenerate', model: 'large' } }
      : { action: { type: 'accept', draw: sum % 1 < 0.7 ? 1 : 0 } };
  });
  // Calls overtake each other where they run together; alone, waiting would only take time.
  const roll = async (concurrency: number) => {
    const { pool } = treeWorld(concurrency === 1 ? 0 : 2);
    const withScorer = createPool('tree', pool.models, [lengthScorer()]);
    const { trajectories } = await runRollouts({
      queries: treeQueries(500),
      benchmark: lineGrader,
      pool: withScorer,
      router: spending,
      seed: 3,
      concurrency,
    });
    return trajectories.map(withoutSeconds);
  };
  const together = await roll(500);
  expect(together).toEqual(await roll(1));
  expect(JSON.stringify(together)).toContain('"draw":1');
});
