import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileKernel, generatedPath } from '../../scripts/compile-kernel.js';
import { ACCUMULATE, Kernel, RELU } from './kernel.js';

test('the committed kernel is what assembly/kernel.ts compiles to', { timeout: 60_000 }, async () => {
  expect(readFileSync(generatedPath, 'utf8')).toBe(await compileKernel());
});

test('memory that was handed out is zeroed, aligned, and grows', () => {
  const kernel = new Kernel();
  const first = kernel.place(Float32Array.of(1, 2, 3));
  const second = kernel.allocate(5_000_000);
  expect([first % 64, second % 64]).toEqual([0, 0]);
  expect(second).toBeGreaterThanOrEqual(first + 12);
  expect(Array.from(kernel.floats(first, 3))).toEqual([1, 2, 3]);
  expect(kernel.floats(second, 1_250_000).every((value) => value === 0)).toBe(true);
  expect(() => kernel.allocate(2 ** 31)).toThrow('2 GiB');
});

test('dense adds the bias, clips, and accumulates as its flags say', () => {
  const kernel = new Kernel();
  const x = kernel.place(Float32Array.of(1, -2, 0, 0, 0, 0, 0, 0));
  // Two inputs × eight outputs.
  const weights = kernel.place(Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 1, 1, 1, 3, 0, 0, 0, 0));
  const bias = kernel.place(Float32Array.of(0.5, 0.5, 0.5, 0.5, 7, 0, 0, 0));
  const y = kernel.allocate(32);
  const dense = (flags: number): number[] => {
    kernel.functions.dense(x, 8, weights, bias, y, 8, 1, 2, 1, flags);
    return Array.from(kernel.floats(y, 8));
  };
  expect(dense(0)).toEqual([-0.5, 0.5, 1.5, -1.5, 7, 0, 0, 0]);
  expect(dense(RELU)).toEqual([0, 0.5, 1.5, 0, 7, 0, 0, 0]);
  expect(dense(ACCUMULATE)).toEqual([-0.5, 1, 3, -1.5, 14, 0, 0, 0]);
});
