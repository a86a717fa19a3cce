import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KeptAnswers } from './kept-answers.js';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'roro-answers-')), 'deep', 'answers.jsonl');
});
afterEach(() => rmSync(join(path, '..', '..'), { recursive: true }));

const open = (inFlight = 2) => new KeptAnswers(path, z.string(), inFlight);
const lines = () => readFileSync(path, 'utf8').trimEnd().split('\n');
const never = (): Promise<string> => Promise.reject(new Error('asked again'));

describe('KeptAnswers', () => {
  it('asks once for a key, also while the answer is on its way and after another opening', async () => {
    const kept = open();
    expect(await Promise.all([kept.answer('a', async () => 'A'), kept.answer('a', never)])).toEqual([
      'A',
      'A',
    ]);
    expect(lines()).toEqual(['{"version":1,"key":"a","answer":"A"}']);
    expect(await open().answer('a', never)).toBe('A');
    expect(open().all).toEqual(['A']);
  });

  it('keeps answers as they come, in one file for all who have it open', async () => {
    const [one, other] = [open(), open()];
    await one.answer('a', async () => 'A');
    await other.answer('b', async () => 'B');
    await one.answer('c', async () => 'C');
    expect(open().all).toEqual(['A', 'B', 'C']);
  });

  it('goes on behind a line that a crash cut short', async () => {
    await open().answer('a', async () => 'A');
    appendFileSync(path, '{"version":1,"key":"b","ans');
    await open().answer('b', async () => 'B');
    expect(open().all).toEqual(['A', 'B']);
  });

  it('asks so many at a time', async () => {
    const kept = open(2);
    let running = 0;
    let most = 0;
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((key) =>
        kept.answer(key, async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running -= 1;
          return key;
        }),
      ),
    );
    expect(most).toBe(2);
  });

  it('gives up what waits after a failure, keeps what is on its way, and can be asked again', async () => {
    const kept = open(2);
    const asked: string[] = [];
    const ask = (key: string, outcome: () => string, milliseconds: number) =>
      kept.answer(key, async () => {
        asked.push(key);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        return outcome();
      });
    const down = (): string => {
      throw new Error('down');
    };
    const results = await Promise.allSettled([
      ask('a', down, 1),
      ask('b', () => 'B', 5),
      ask('c', () => 'C', 1),
      ask('d', () => 'D', 1),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason.message).toBe('down');
    expect(asked).toEqual(['a', 'b']);
    expect(open().all).toEqual(['B']);
    expect(await ask('a', () => 'A', 0)).toBe('A');
    expect(await ask('c', () => 'C', 0)).toBe('C');
  });
});
