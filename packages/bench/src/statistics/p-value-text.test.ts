import { expect, test } from 'vitest';
import { pValueText } from './p-value-text.js';

test('two significant digits', () => {
  expect([1, 0.4837, 0.0483, 0.001998, 0.0001999, 2e-7].map(pValueText)).toEqual([
    '1',
    '0.48',
    '0.048',
    '0.002',
    '0.0002',
    '2e-7',
  ]);
});
