import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Output } from './output.js';
import { createProgress, timeLeft } from './progress.js';

describe('timeLeft', () => {
  it('extrapolates the pace and is unknown before there is one', () => {
    expect(timeLeft(10, 40, 5)).toBe(15);
    expect(timeLeft(0, 40, 5)).toBeUndefined();
    expect(timeLeft(40, 40, 5)).toBe(0);
  });
});

describe('a task on no terminal', () => {
  afterEach(() => vi.useRealTimers());

  it('has taken the time to its last event, not to whatever reports next; one that took none says nothing', () => {
    vi.useFakeTimers();
    const notes: string[] = [];
    const output = {
      json: false,
      quiet: false,
      note: (text: string) => notes.push(text),
    } as unknown as Output;
    const { listener, stop } = createProgress(output);
    const tell = (task: string, done: number): void => listener({ type: 'progress', task, done, total: 2 });
    tell('one', 1);
    vi.advanceTimersByTime(3000);
    tell('one', 2);
    vi.advanceTimersByTime(9000);
    tell('two', 1);
    vi.advanceTimersByTime(1000);
    tell('two', 2);
    tell('kept', 1);
    vi.advanceTimersByTime(100);
    tell('kept', 2);
    stop();
    expect(notes).toEqual(['  one: done in 3 s', '  two: done in 1 s']);
  });
});
