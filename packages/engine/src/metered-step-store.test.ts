import { describe, expect, it, vi } from 'vitest';
import { MeteredStepStore } from './metered-step-store.js';
import { runRollouts } from './run-rollouts.js';
import { MemoryStepStore, type StoredStep } from './step-store.js';
import { lineGrader, randomAssign, treeQueries, treeWorld } from './test/tree-world.js';

const step = (text: string): StoredStep => ({
  text,
  finish: { unified: 'delimiter' },
  inputTokens: 3,
  outputTokens: 2,
  seconds: 0.25,
});
const generate = async () => step('made');
const never = () => Promise.reject(new Error('must not be generated again'));

describe('MeteredStepStore', () => {
  it('counts the distinct steps that were asked for through it, whoever had them made', async () => {
    const shared = new MemoryStepStore();
    const [one, two] = [new MeteredStepStore(shared), new MeteredStepStore(shared)];
    await one.step('a', generate);
    await one.step('b', generate);
    await one.step('a', never);
    await two.step('b', never);
    await two.step('c', generate);
    expect(one.counts()).toEqual({ requested: 3, generated: 2, saved: 1 });
    expect(two.counts()).toEqual({ requested: 2, generated: 2, saved: 0 });
    expect([one.size, two.size]).toEqual([2, 2]);
    expect(shared.counts()).toEqual({ requested: 5, generated: 3, saved: 2 });
    expect(shared.size).toBe(3);
  });

  it('goes on from what an earlier stage had paid for, each step counted once', async () => {
    const shared = new MemoryStepStore();
    const first = new MeteredStepStore(shared);
    await first.step('a', generate);
    await first.step('b', generate);
    const second = new MeteredStepStore(shared, first);
    expect(second.counts()).toEqual({ requested: 2, generated: 2, saved: 0 });
    await second.step('b', never);
    await second.step('c', generate);
    expect(second.counts()).toEqual({ requested: 4, generated: 3, saved: 1 });
    // What comes later is not the first one's.
    expect(first.counts()).toEqual({ requested: 2, generated: 2, saved: 0 });
  });

  it('answers as the shared store does: at once where a step is known', async () => {
    const shared = new MemoryStepStore();
    const view = new MeteredStepStore(shared);
    const made = await view.step('a', generate);
    expect(made).toEqual(step('made'));
    expect(view.step('a', never)).toBe(made);
    expect(shared.step('a', never)).toBe(made);
    await expect(new MeteredStepStore(shared).step('b', never)).rejects.toThrow('must not be');
  });

  it('makes durable, and leaves the shared store open', () => {
    const shared = new MemoryStepStore();
    const [flush, close] = [vi.spyOn(shared, 'flush'), vi.spyOn(shared, 'close')];
    const view = new MeteredStepStore(shared);
    view.flush();
    view.close();
    expect(flush).toHaveBeenCalledTimes(2);
    expect(close).not.toHaveBeenCalled();
  });

  it('tells what a method would have paid alone, from a store that another one has filled', async () => {
    const run = async (store: MemoryStepStore | MeteredStepStore) => {
      await runRollouts({
        queries: treeQueries(4),
        benchmark: lineGrader,
        pool: treeWorld().pool,
        router: randomAssign(),
        groupSize: 3,
        seed: 1,
        store,
      });
      return store.counts();
    };
    const alone = await run(new MemoryStepStore());
    const shared = new MemoryStepStore();
    await run(shared);
    const made = shared.counts().generated;
    expect(await run(new MeteredStepStore(shared))).toEqual(alone);
    expect(shared.counts().generated).toBe(made);
    expect(alone.saved).toBeGreaterThan(0);
  });
});
