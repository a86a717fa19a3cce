import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from './check-arrows.mjs';

/** @type {string} */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roro-arrows-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/**
 * A package with one source file.
 *
 * @param {string} name
 * @param {string} text
 * @param {object} [manifest]
 */
function writePackage(name, text, manifest = {}) {
  const directory = name === 'cli' ? 'apps/cli' : `packages/${name}`;
  write(`${directory}/package.json`, JSON.stringify({ name: `@roro/${name}`, ...manifest }));
  write(`${directory}/src/index.ts`, text);
}

describe('findViolations', () => {
  it('accepts arrows that point the right way', () => {
    writePackage('core', "import { z } from 'zod';\nexport const schema = z.string();\n");
    writePackage('tensor', "import '@roro/core';\nimport * as tf from '@tensorflow/tfjs-core';\n");
    writePackage('engine', "import type { Query } from '@roro/core';\nimport './index.js';\n", {
      dependencies: { '@roro/core': 'workspace:^' },
    });
    writePackage('recipe', "import '@roro/engine';\nimport '@roro/abacus/train';\n");
    writePackage(
      'cli',
      "import '@roro/recipe';\nconst path = process.env['HOME'];\nawait fetch('http://x');\n",
    );
    expect(findViolations(root)).toEqual([]);
  });

  it.each([
    ['core', "import '@roro/tensor';", 'may import nothing of ours'],
    ['engine', "import type { A } from '@roro/routers';", 'engine may import only core'],
    ['engine', "export * from '@roro/bench';", 'engine may import only core'],
    ['engine', "const load = () => import('@roro/abacus');", 'engine may import only core'],
    ['engine', "type A = import('@roro/abacus').A;", 'engine may import only core'],
    ['engine', "import '../../core/src/random.js';", 'leaves the package'],
    ['tensor', "import '@roro/grpo';", 'tensor may import only core'],
    ['routers', "import * as tf from '@tensorflow/tfjs-core';", 'without a tensor library'],
    ['core', "import { get } from 'node:https';", 'core has no network'],
    ['core', "await fetch('http://x');", 'core has no network'],
    ['core', 'const home = process.env.HOME;', 'core reads no environment'],
    ['core', 'const { env } = process;', 'core reads no environment'],
    ['core', "import { env } from 'node:process';", 'core reads no environment'],
    ['grpo', 'const x = Math.random();', 'unseeded randomness'],
    ['grpo', "const x = Math['random']();", 'unseeded randomness'],
    ['grpo', 'const { random } = Math;', 'unseeded randomness'],
    ['grpo', 'const x: Array<any> = [];', 'any: use unknown'],
    ['grpo', '// @ts-ignore\nconst x: string = 1;', 'silences the compiler'],
    ['grpo', "it.only('x', () => {});", 'focused, skipped'],
    ['grpo', "describe.concurrent.skip('x', () => {});", 'focused, skipped'],
    ['unheard', 'export {};', 'add what it may import'],
  ])('refuses %s with %s', (name, text, problem) => {
    writePackage(name, text);
    expect(findViolations(root)).toEqual([expect.stringMatching(/^(packages|apps)/)]);
    expect(findViolations(root)[0]).toContain(problem);
  });

  it('names the file and the line', () => {
    writePackage('bench', "export {};\n\nimport '@roro/engine';\n");
    expect(findViolations(root)[0]).toMatch(/^packages\/bench\/src\/index\.ts:3: imports @roro\/engine: /);
  });

  it('refuses a dependency that package.json names against the arrows', () => {
    writePackage('bench', 'export {};', { devDependencies: { '@roro/engine': 'workspace:^' } });
    expect(findViolations(root)).toEqual([expect.stringContaining('devDependencies names @roro/engine')]);
  });

  it('does not mistake a comment or a string for the thing', () => {
    writePackage(
      'core',
      "// Math.random, process.env, it.skip(, any\nexport const text = 'Math.random() any';\n",
    );
    expect(findViolations(root)).toEqual([]);
  });

  it('lets only the randomness of core be random', () => {
    writePackage('core', 'export {};');
    write('packages/core/src/random.ts', 'export const x = Math.random();');
    expect(findViolations(root)).toEqual([]);
    write('packages/core/src/deep/random.ts', 'export const x = Math.random();');
    expect(findViolations(root)).toHaveLength(1);
  });

  it('follows what the main entry of abacus loads, but not types and not what it loads on demand', () => {
    writePackage('abacus', "export * from './provider.js';\n");
    write(
      'packages/abacus/src/provider.ts',
      "import type { A } from './train.js';\nconst later = () => import('./train.js');\n",
    );
    write('packages/abacus/src/train.ts', "import '@roro/tensor';\n");
    expect(findViolations(root)).toEqual([]);
    write('packages/abacus/src/provider.ts', "import { A } from './train.js';\n");
    expect(findViolations(root)).toEqual([
      expect.stringContaining('src/index.ts → src/provider.ts → src/train.ts → @roro/tensor'),
    ]);
  });
});
