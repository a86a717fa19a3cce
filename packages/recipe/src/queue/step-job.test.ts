import type { Router } from '@roro/core';
import type { RolloutsTask, StepTask } from '@roro/engine';
import { fixedRouter, plannedRouter, randomRouter } from '@roro/routers';
import { describe, expect, it } from 'vitest';
import { readStepJob, taskOfJob, writeStepJob } from './step-job.js';

const query = { id: 'q', prompt: 'How many?\n', benchmark: 'sums', meta: { digits: 2 } };
const rolloutsOf = (...routers: Router[]): RolloutsTask => ({
  type: 'rollouts',
  settings: 'abc',
  query,
  seed: 3,
  rollouts: routers.map((router, sample) => ({ sample, router })),
});
const long = plannedRouter({ id: 'long', plan: Array.from({ length: 2000 }, (_, i) => (i % 2) - 1) });
const texts = { get: () => Promise.reject(new Error('no text')) };

describe('writeStepJob', () => {
  it('sends each router once, and a long one by its hash', async () => {
    const { rollouts: plain, ...rest } = rolloutsOf(fixedRouter(0), randomRouter(0.5), fixedRouter(0), long);
    const drawsAs = { sample: 1, steps: 5 };
    const rollouts = plain.map((rollout) => (rollout.sample === 3 ? { ...rollout, drawsAs } : rollout));
    const task: RolloutsTask = { ...rest, rollouts };
    const { id, job, texts: named } = writeStepJob(task, 'run', 0);
    expect(id).toMatch(/^[0-9a-f]{40}-0$/);
    expect(job).toMatchObject({
      version: 1,
      run: 'run',
      type: 'rollouts',
      rollouts: [
        { sample: 0, router: 0 },
        { sample: 1, router: 1 },
        { sample: 2, router: 0 },
        { sample: 3, router: 2, drawsAs },
      ],
      routers: [
        { spec: '{"type":"family","family":"fixed","knob":0}' },
        { spec: '{"type":"family","family":"random","knob":0.5}' },
        { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
    });
    expect(named).toEqual([JSON.stringify(long.spec)]);
    const sent = readStepJob(JSON.parse(JSON.stringify(job)));
    const read = await taskOfJob(sent, { get: async () => named[0] as string }, []);
    const described = ({ rollouts, ...rest }: RolloutsTask) => ({
      ...rest,
      rollouts: rollouts.map(({ router: { id, version, knob }, ...own }) => ({ ...own, id, version, knob })),
    });
    expect(described(read as RolloutsTask)).toEqual(described(task));
  });

  it('gives equal tasks of a run one id, and others another', () => {
    const idOf = (task: StepTask, run = 'run', round = 0) => writeStepJob(task, run, round).id;
    const task = rolloutsOf(randomRouter(0.5));
    expect(idOf(rolloutsOf(randomRouter(0.5)))).toBe(idOf(task));
    const tree: StepTask = {
      type: 'tree',
      settings: 'abc',
      query,
      seed: 3,
      sample: 0,
      maxNodes: 9,
      paths: 'all',
    };
    const others = [
      idOf(rolloutsOf(randomRouter(0.4))),
      idOf({ ...task, seed: 4 }),
      idOf({
        ...task,
        rollouts: task.rollouts.map((rollout) => ({ ...rollout, drawsAs: { sample: 1, steps: 2 } })),
      }),
      idOf({ ...task, settings: 'abd' }),
      idOf({ ...task, query: { ...query, prompt: 'How much?\n' } }),
      idOf(task, 'another run'),
      idOf(task, 'run', 1),
      idOf(tree),
      idOf({ ...tree, sample: 1 }),
    ];
    expect(new Set([idOf(task), ...others]).size).toBe(10);
    const unshared = task.rollouts.map((rollout) => ({ ...rollout, drawsAs: undefined }));
    expect(idOf({ ...task, rollouts: unshared })).toBe(idOf(task));
  });

  it('carries trees and scorings', async () => {
    for (const task of [
      { type: 'tree', settings: 'abc', query, seed: 3, sample: 1, maxNodes: 9, paths: 'ends' },
      { type: 'scores', settings: 'abc', query, scorer: 'prm', steps: ['a\n', 'b\n'] },
    ] satisfies StepTask[]) {
      const sent = JSON.parse(JSON.stringify(writeStepJob(task, 'run', 0).job));
      expect(await taskOfJob(readStepJob(sent), texts, [])).toEqual(task);
    }
  });

  it('says which router cannot travel', () => {
    const { spec: _, ...odd } = { ...fixedRouter(0), id: 'odd' };
    expect(() => writeStepJob(rolloutsOf(odd), 'run', 0)).toThrow(
      /the router "odd".*`routerPackages`.*--queue/,
    );
  });
});

describe('readStepJob', () => {
  const { job } = writeStepJob(rolloutsOf(fixedRouter(0)), 'run', 0);

  it.each([
    ['nothing', undefined, /\(root\)/],
    ['another version', { ...job, version: 2 }, /at version/],
    ['another kind of work', { ...job, type: 'shell' }, /at type/],
    ['more than there is', { ...job, command: 'rm' }, /command/],
    ['a gold answer', { ...job, query: { ...query, id: '' } }, /at query\.id/],
    [
      'a router that is not there',
      { ...job, rollouts: [{ sample: 0, router: 1 }] },
      /names a router that it does not have/,
    ],
  ])('refuses %s', (_, payload, message) => {
    expect(() => readStepJob(payload)).toThrow(message);
  });

  it('a worker says which router it cannot make', async () => {
    const spec = JSON.stringify({ type: 'family', family: 'theirs', knob: 1 });
    const sent = readStepJob({ ...job, routers: [{ spec }] });
    await expect(taskOfJob(sent, texts, [])).rejects.toThrow(/"theirs"/);
  });
});
