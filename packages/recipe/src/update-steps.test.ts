import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UpdateSteps } from './update-steps.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-update-steps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, updates: readonly (readonly [number, readonly string[]])[]): string[] {
  const steps = new UpdateSteps(path);
  for (const [update, asked] of updates) steps.append(update, asked);
  steps.close();
  return steps.all();
}

it('ends with the same lines after a crash at any byte, in whatever order steps were asked for', () => {
  const whole = join(folder, 'whole.jsonl');
  const all = write(whole, [
    [0, ['c', 'a']],
    [1, []],
    [2, ['d', 'b']],
  ]);
  expect(all).toEqual(['a', 'c', 'b', 'd']);
  const text = readFileSync(whole, 'utf8');
  expect(text).toBe('["a","c"]\n[]\n["b","d"]\n');
  for (let length = 0; length <= text.length; length++) {
    const cut = join(folder, `${length}.jsonl`);
    writeFileSync(cut, text.slice(0, length));
    // The checkpoint may be older than the last line, and what came before the first update is asked for again.
    const from = Math.min(text.slice(0, length).split('\n').length - 1, 1);
    const updates: [number, string[]][] = [
      [0, ['a', 'c']],
      [1, from === 1 ? ['c', 'a'] : []],
      [2, ['b', 'd']],
    ];
    expect(write(cut, updates.slice(from)).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(readFileSync(cut, 'utf8')).toBe(text);
  }
});

it('tells what earlier processes asked for where no update is left', () => {
  const path = join(folder, 'steps.jsonl');
  write(path, [[0, ['a']]]);
  expect(write(path, [])).toEqual(['a']);
  expect(new UpdateSteps(join(folder, 'none.jsonl')).all()).toEqual([]);
  expect(() => write(path, [[2, ['b']]])).toThrow(/holds 1 updates, and the training goes on after 2/);
});

it('counts what the first updates took, whatever a process before this one did after them', () => {
  const path = join(folder, 'steps.jsonl');
  write(path, [
    [0, ['a', 'b']],
    [1, ['c']],
    [2, ['d', 'e', 'f']],
  ]);
  const steps = new UpdateSteps(path);
  expect([0, 1, 2, 3].map((updates) => steps.count(updates))).toEqual([0, 2, 3, 6]);
});
