import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileKernel, generatedPath } from '../scripts/compile-kernel.js';

it('is what assembly/kernel.ts compiles to', async () => {
  expect(readFileSync(generatedPath, 'utf8')).toBe(await compileKernel());
}, 120_000);
