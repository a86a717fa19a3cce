import { describe, expect, it } from 'vitest';
import { timeLeft } from './progress.js';

describe('timeLeft', () => {
  it('extrapolates the pace and is unknown before there is one', () => {
    expect(timeLeft(10, 40, 5)).toBe(15);
    expect(timeLeft(0, 40, 5)).toBeUndefined();
    expect(timeLeft(40, 40, 5)).toBe(0);
  });
});
