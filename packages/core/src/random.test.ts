import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSeed, Random } from './random.js';

describe('Random', () => {
  it('gives the same stream for the same seed, and another for another', () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (r) => () =>
            r.word()
        )(new Random(seed)),
      );
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('tells the number 1 from the string "1"', () => {
    expect(deriveSeed(1)).not.toBe(deriveSeed('1'));
    expect(deriveSeed('a', 'b')).not.toBe(deriveSeed('ab'));
  });

  it('forks do not depend on draws made before', () => {
    const a = new Random(7);
    const b = new Random(7);
    b.uniform();
    expect(a.fork('x', 3).uniform()).toBe(b.fork('x', 3).uniform());
    expect(a.fork('x', 3).uniform()).not.toBe(a.fork('x', 4).uniform());
  });

  it('restores its state', () => {
    const random = new Random('checkpoint');
    random.uniform();
    const state = random.state();
    const next = [random.word(), random.normal()];
    random.restore(state);
    expect([random.word(), random.normal()]).toEqual(next);
  });

  it('has uniform mean 1/2 and variance 1/12, normal mean 0 and variance 1 (20,000 draws, 5 standard errors)', () => {
    const random = new Random(3);
    const n = 20000;
    const u = Array.from({ length: n }, () => random.uniform());
    const z = Array.from({ length: n }, () => random.normal());
    const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
    const variance = (x: number[], center = mean(x)) => mean(x.map((v) => (v - center) ** 2));
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance(u) - 1 / 12)).toBeLessThan(0.003);
    expect(Math.abs(mean(z))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance(z) - 1)).toBeLessThan(0.06);
  });

  it('draws integers in range, shuffles to a permutation, and follows weights', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: 0, max: 9 }),
        (seed, low, span) => {
          const random = new Random(seed);
          const value = random.integer(low, low + span);
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(low + span);
          const items = Array.from({ length: span + 1 }, (_, i) => i);
          expect(random.shuffle(items).sort((a, b) => a - b)).toEqual(items);
          expect(random.categorical([0, 0, 1, 0])).toBe(2);
        },
      ),
    );
  });
});
