import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { missingLibraries } from './cuda.js';

const folder = mkdtempSync(join(tmpdir(), 'roro-cuda-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('finds libraries in the cache of the linker and in LD_LIBRARY_PATH, by their whole name', () => {
  writeFileSync(join(folder, 'libcudnn.so.8'), '');
  const cache = [
    '2 libs found in cache',
    '\tlibcudart.so.11.0 (libc6,x86-64) => /usr/local/cuda/lib64/libcudart.so.11.0',
    '\tlibcublas.so.12 (libc6,x86-64) => /usr/local/cuda-12/lib64/libcublas.so.12',
  ].join('\n');
  const missing = missingLibraries(cache, `/nowhere:${folder}`);
  expect(missing).toContain('libcublas.so.11');
  expect(missing).not.toContain('libcudart.so.11.0');
  expect(missing).not.toContain('libcudnn.so.8');
  expect(missing).toHaveLength(6);
  expect(missingLibraries('', '')).toHaveLength(8);
});
