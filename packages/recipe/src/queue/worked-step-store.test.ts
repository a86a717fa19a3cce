import { GenerationError, type Query, type Router, type Trajectory } from '@roro/core';
import { MemoryStepStore, performStepTask, runRollouts, type StepStore, type StepTask } from '@roro/engine';
import { fixedRouter, randomRouter } from '@roro/routers';
import { describe, expect, it } from 'vitest';
import { findBenchmark } from '../benchmarks.js';
import { type LineWorld, lineWorld } from '../test/line-world.js';
import { readStepJobResult } from './step-job-result.js';
import { type StepJobs, WorkedStepStore } from './worked-step-store.js';
import { WorkerStepStore } from './worker-step-store.js';

const world = (): LineWorld => lineWorld(4, { small: () => [1], large: () => [] });

/** Does tasks as a worker would, in this process; what a `SharedMap` holds is in `shared`. */
class NearbyJobs implements StepJobs {
  readonly shared = new Map<string, string>();
  readonly performed: { task: StepTask; round: number; known: number }[] = [];
  readonly settledRounds: number[] = [];
  readonly #world: LineWorld;

  constructor(elsewhere: LineWorld) {
    this.#world = elsewhere;
  }

  async perform(...[task, known, round, signal]: Parameters<StepJobs['perform']>) {
    this.performed.push({ task, round, known: known.size });
    for (const [address, step] of known) this.shared.set(address, JSON.stringify(step));
    const map = {
      obtain: async (address: string, make: () => Promise<string>) => {
        const text = this.shared.get(address) ?? (await make());
        this.shared.set(address, text);
        return text;
      },
    };
    const store = new WorkerStepStore(map, signal ?? new AbortController().signal);
    const { format } = findBenchmark('sums');
    const { pool } = this.#world.setting;
    await performStepTask(task, { pool, format, store, failures: { retries: 0 } });
    return readStepJobResult(
      JSON.parse(
        JSON.stringify({
          version: 1,
          worker: 'nearby',
          rollouts: 1,
          asked: store.counts().requested,
          made: store.made,
          seconds: 0,
          steps: store.addresses,
          unkept: [...store.unkept],
          failures: [...store.failures],
        }),
      ),
    );
  }

  async steps(addresses: readonly string[]) {
    return new Map(
      addresses.flatMap((address) => {
        const text = this.shared.get(address);
        return text === undefined ? [] : [[address, JSON.parse(text)]];
      }),
    );
  }

  async settled(_task: StepTask, round: number): Promise<void> {
    this.settledRounds.push(round);
  }
}

async function rollOut(
  { setting: { pool }, queries }: LineWorld,
  store: StepStore,
  router: Router = randomRouter(0.5),
): Promise<Trajectory[]> {
  const { trajectories } = await runRollouts({
    pool,
    queries,
    benchmark: findBenchmark('sums'),
    router,
    groupSize: 3,
    seed: 1,
    store,
    failures: { retries: 0 },
  });
  return trajectories;
}

const withoutSeconds = (trajectories: readonly Trajectory[]): unknown =>
  JSON.parse(JSON.stringify(trajectories, (key, value) => (key === 'seconds' ? undefined : value)));

/** The models of a world do nothing but fail. */
function breakDown({ small, large }: LineWorld, answer: () => Promise<never>): void {
  for (const model of [small, large]) model.doGenerate = answer;
}

describe('WorkedStepStore', () => {
  it('asks for a job a query, takes the steps over, and asks for none that it has', async () => {
    const here = world();
    const elsewhere = world();
    const jobs = new NearbyJobs(elsewhere);
    const inner = new MemoryStepStore();
    const trajectories = await rollOut(here, new WorkedStepStore(inner, jobs));
    expect(here.small.calls.length + here.large.calls.length).toBe(0);
    expect(withoutSeconds(trajectories)).toEqual(
      withoutSeconds(await rollOut(world(), new MemoryStepStore())),
    );
    expect(jobs.performed.map(({ round, known }) => [round, known])).toEqual(Array(4).fill([0, 0]));
    expect(jobs.settledRounds).toEqual([0, 0, 0, 0]);
    // Again, as a run that goes on: everything is there.
    await rollOut(here, new WorkedStepStore(inner, jobs));
    expect(jobs.performed).toHaveLength(4);
    // Other rollouts of the same queries hand what is known along, so that nobody makes it again.
    await rollOut(here, new WorkedStepStore(inner, jobs), fixedRouter(0));
    expect(jobs.performed.slice(4).some(({ known }) => known > 0)).toBe(true);
    expect(elsewhere.small.calls.length + elsewhere.large.calls.length).toBe(inner.size);
  });

  it('a model that fails elsewhere fails here in the same words, and is asked again by later work', async () => {
    const broken = world();
    breakDown(broken, () => Promise.reject(new Error('out of memory')));
    const here = world();
    const jobs = new NearbyJobs(broken);
    const store = new WorkedStepStore(new MemoryStepStore(), jobs);
    const trajectories = await rollOut(here, store);
    expect(trajectories.map(({ finish }) => finish)).toEqual(Array(12).fill('failed'));
    expect(withoutSeconds(trajectories)).toEqual(
      withoutSeconds(await rollOut(broken, new MemoryStepStore())),
    );
    expect(trajectories[0]?.failure).toMatch(/failed after 1 attempt: out of memory/);
    await rollOut(here, store);
    expect(jobs.performed).toHaveLength(8);
    expect(here.small.calls.length + here.large.calls.length).toBe(0);
  });

  it('a step that ended in an error is used and not kept', async () => {
    const odd = world();
    const filtered = { unified: 'content-filter' as const, raw: 'filtered' };
    for (const model of [odd.small, odd.large]) {
      const answer = model.doGenerate.bind(model);
      model.doGenerate = async (options) => ({ ...(await answer(options)), finishReason: filtered });
    }
    const inner = new MemoryStepStore();
    const trajectories = await rollOut(world(), new WorkedStepStore(inner, new NearbyJobs(odd)));
    expect(withoutSeconds(trajectories)).toEqual(withoutSeconds(await rollOut(odd, new MemoryStepStore())));
    expect(trajectories[0]?.failure).toMatch(/finish reason "other"/);
    expect(inner.size).toBe(0);
  });

  it('goes on in rounds where the steps elsewhere are others than those here', async () => {
    const here = world();
    const jobs = new NearbyJobs(world());
    const inner = new MemoryStepStore();
    await rollOut(world(), inner, fixedRouter(-1));
    // What the queue holds under a known address is replaced by what is known here.
    const perform = jobs.perform.bind(jobs);
    jobs.perform = async (task, known, round, signal) => {
      const result = await perform(task, known, round, signal);
      // Half of the steps of the first round are lost on the way.
      return round === 0 ? { ...result, steps: result.steps.slice(0, 1) } : result;
    };
    const trajectories = await rollOut(here, new WorkedStepStore(inner, jobs));
    expect(Math.max(...jobs.performed.map(({ round }) => round))).toBeGreaterThan(0);
    expect(withoutSeconds(trajectories)).toEqual(
      withoutSeconds(await rollOut(world(), new MemoryStepStore())),
    );
  });

  it('gives up on a router that decides otherwise elsewhere', async () => {
    let decided = 0;
    const fickle: Router = {
      id: 'fickle',
      version: '1',
      mode: 'assign',
      decide: ({ models, steps }) => {
        decided += 1;
        const model = models[steps.length === 0 ? decided % 2 : 0]?.id ?? '';
        return { action: { type: 'assign', model } };
      },
    };
    const jobs = new NearbyJobs(world());
    jobs.perform = async () => ({
      version: 1,
      worker: 'w',
      rollouts: 1,
      asked: 0,
      made: 0,
      seconds: 0,
      steps: [],
      unkept: [],
      failures: [],
    });
    const rolling = rollOut(world(), new WorkedStepStore(new MemoryStepStore(), jobs), fickle);
    await expect(rolling).rejects.toThrow(/lacks here \(fickle\), 3 times over.*state and its seed alone/);
  });

  it('a job that failed for good stops the run with its reason', async () => {
    const jobs = new NearbyJobs(world());
    jobs.perform = () => Promise.reject(new Error('no worker can make the router'));
    const rolling = rollOut(world(), new WorkedStepStore(new MemoryStepStore(), jobs));
    await expect(rolling).rejects.toThrow('no worker can make the router');
  });

  it('has work of its own words rejected by an error of the model, not of the queue', async () => {
    const inner = new MemoryStepStore();
    const store = new WorkedStepStore(inner, new NearbyJobs(world()));
    const [query] = world().queries as [Query];
    expect(query.id).not.toBe('');
    await expect(
      store.step('address', () => Promise.reject(new GenerationError({ model: 'm', message: 'own call' }))),
    ).rejects.toThrow('own call');
    expect(store.counts()).toEqual({ requested: 1, generated: 1, saved: 0 });
  });
});
