import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.js';

test('published quantiles', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
  expect(normalQuantile(0.8)).toBeCloseTo(0.8416212335729143, 9);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 9);
  expect(normalQuantile(0.9995)).toBeCloseTo(3.2905267314919255, 9);
  expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 7);
});

test('symmetric', () => {
  for (const p of [0.01, 0.2, 0.49]) expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 9);
});

test('beyond the range its ends', () => {
  expect(normalQuantile(0)).toBeCloseTo(-6, 9);
  expect(normalQuantile(1)).toBeCloseTo(6, 9);
});
