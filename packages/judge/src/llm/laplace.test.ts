import { describe, expect, it } from 'vitest';
import { laplace } from './laplace.js';

describe('laplace', () => {
  it('follows the rule of succession', () => {
    expect(laplace(0, 0)).toBe(0.5);
    expect(laplace(5, 5)).toBeCloseTo(6 / 7, 12);
    expect(laplace(0, 3)).toBe(0.2);
    expect(laplace(2, 3)).toBe(0.6);
  });
});
