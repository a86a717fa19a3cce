import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, StorageError } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStepStore } from './disk-step-store.js';
import { shortHash } from './step-address.js';
import { MemoryStepStore, type StoredStep } from './step-store.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-steps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function storedStep(text: string, more: Partial<StoredStep> = {}): StoredStep {
  return {
    text,
    finish: { unified: 'delimiter', raw: 'stop' },
    inputTokens: 3,
    outputTokens: 2,
    seconds: 0.25,
    ...more,
  };
}

const never = () => Promise.reject(new Error('must not be generated again'));
const address = (name: string) => shortHash(name);

describe.each(['memory', 'disk'])('%s store', (kind) => {
  const open = () => (kind === 'memory' ? new MemoryStepStore() : new DiskStepStore(folder));

  it('generates a step once and answers at once from then on', async () => {
    const store = open();
    await store.step(address('a'), async () => storedStep('one'));
    const again = store.step(address('a'), never);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toEqual(storedStep('one'));
    expect(store.counts()).toEqual({ requested: 2, generated: 1, saved: 1 });
    expect(store.size).toBe(1);
    store.close();
  });

  it('lets two requests in flight share one call', async () => {
    const store = open();
    const answer = Promise.withResolvers<StoredStep>();
    const first = store.step(address('a'), () => answer.promise);
    const second = store.step(address('a'), never);
    answer.resolve(storedStep('one'));
    expect(await first).toBe(await second);
    expect(store.counts()).toEqual({ requested: 2, generated: 1, saved: 1 });
    store.close();
  });

  it('forgets a call that failed, and an answer that ended in an error', async () => {
    const store = open();
    const aborted = () => Promise.reject(new AbortError({ message: 'stop' }));
    await expect(store.step(address('a'), aborted)).rejects.toThrow('stop');
    await store.step(address('a'), async () => storedStep('bad', { finish: { unified: 'error' } }));
    expect(store.size).toBe(0);
    await store.step(address('a'), async () => storedStep('good'));
    expect(store.step(address('a'), never)).toMatchObject({ text: 'good' });
    store.close();
  });
});

describe('disk store', () => {
  const full = storedStep('x\n', {
    finish: { unified: 'end' },
    statistics: {
      count: 2,
      meanLogProbability: -0.5,
      minLogProbability: -0.75,
      meanEntropy: 0.4,
      maxEntropy: 0.6,
      firstEntropy: 0.2,
      meanMargin: 1,
      minMargin: 0.5,
    },
  });
  const partial = storedStep('y', { statistics: { count: 1, meanLogProbability: 0, minLogProbability: 0 } });

  async function fill(names: Record<string, StoredStep>): Promise<DiskStepStore> {
    const store = new DiskStepStore(folder);
    for (const [name, step] of Object.entries(names)) await store.step(address(name), async () => step);
    return store;
  }

  it('gives the same bytes after a restart', async () => {
    const steps = { full, partial, plain: storedStep('z') };
    (await fill(steps)).close();
    const store = new DiskStepStore(folder);
    for (const [name, step] of Object.entries(steps)) {
      const read = store.step(address(name), never) as StoredStep;
      expect(read).toEqual(step);
      expect(JSON.stringify([read.finish, read.statistics])).toBe(
        JSON.stringify([step.finish, step.statistics]),
      );
    }
    expect(store.counts()).toEqual({ requested: 3, generated: 0, saved: 3 });
    store.close();
  });

  it('ignores a line that a crash cut short, and keeps the rest', async () => {
    (await fill({ full, partial })).close();
    const [segment] = readdirSync(folder);
    const path = join(folder, segment as string);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
    const store = new DiskStepStore(folder);
    expect(store.size).toBe(1);
    await store.step(address('partial'), async () => partial);
    store.close();
    const reopened = new DiskStepStore(folder);
    expect(reopened.step(address('full'), never)).toEqual(full);
    expect(reopened.step(address('partial'), never)).toEqual(partial);
  });

  it('names a damaged line', async () => {
    (await fill({ full })).close();
    const path = join(folder, readdirSync(folder)[0] as string);
    appendFileSync(path, '{"address":3}\n');
    expect(() => new DiskStepStore(folder)).toThrow(/steps-00001\.jsonl:2 does not fit/);
  });

  it('lets two processes write to one folder; the older segment wins', async () => {
    const one = await fill({ full, both: storedStep('first') });
    const two = await fill({ partial, both: storedStep('second') });
    one.close();
    two.close();
    expect(readdirSync(folder).sort()).toEqual(['steps-00001.jsonl', 'steps-00002.jsonl']);
    const store = new DiskStepStore(folder);
    expect(store.size).toBe(3);
    expect(store.step(address('both'), never)).toMatchObject({ text: 'first' });
  });

  it('writes by itself, without being closed', async () => {
    const store = await fill({ full });
    await expect.poll(() => readdirSync(folder)).toEqual(['steps-00001.jsonl']);
    expect(new DiskStepStore(folder).size).toBe(1);
    store.close();
  });

  it('reports a write that failed at the next request, and loses nothing', async () => {
    const store = await fill({ full });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await expect
      .poll(() => {
        try {
          store.step(address('full'), never);
          return 'no error yet';
        } catch (error) {
          return StorageError.isInstance(error) ? error.code : String(error);
        }
      })
      .toBe('STORAGE');
    rmSync(folder);
    const elsewhere = new DiskStepStore(folder);
    store.close();
    elsewhere.close();
    expect(new DiskStepStore(folder).step(address('full'), never)).toEqual(full);
  });
});
