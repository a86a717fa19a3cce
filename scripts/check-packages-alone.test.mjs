import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from './packages-alone/call.mjs';
import { dependencyProblems } from './packages-alone/dependency-problems.mjs';
import { folderBytes } from './packages-alone/measure.mjs';
import { brokenBudgets, budgetOf, packageTable, replaceBetween } from './packages-alone/package-table.mjs';
import { publishedPackages, withDependencies } from './packages-alone/published-packages.mjs';
import { firstExample } from './packages-alone/readme-example.mjs';

/** @type {string} */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roro-packages-'));
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
 * @param {string} directory
 * @param {object} manifest
 */
function writeManifest(directory, manifest) {
  write(`${directory}/package.json`, JSON.stringify({ version: '1.0.0', ...manifest }));
}

describe('dependencyProblems', () => {
  it('names what is declared and not used, and what is used and not declared', () => {
    writeManifest('a', { name: '@roro/a', dependencies: { unused: '1', used: '1', typed: '1' } });
    write(
      'a/dist/index.js',
      "import 'node:fs';\nimport 'fs/promises';\nimport 'used/deep';\nimport '@roro/a';\nimport './b.js';\n",
    );
    write(
      'a/dist/b.js',
      "export const load = () => import('@other/hidden/part');\n// 'unused' in a comment: fine\n",
    );
    write('a/dist/index.d.ts', "import { T } from 'typed';\nexport type U = import('typed-too').U;\n");
    expect(dependencyProblems(join(root, 'a'))).toEqual([
      'imports @other/hidden, which package.json does not declare: add it to dependencies.',
      'imports typed-too, which package.json does not declare: add it to dependencies.',
    ]);
    write('a/dist/b.js', "// unused\nexport const load = () => import('@other/hidden/part');\n");
    write('a/dist/index.d.ts', "import { T } from 'typed';\nexport type U = import('typed-too').U;\n");
    expect(dependencyProblems(join(root, 'a'))).toEqual([
      'declares unused and uses it nowhere: remove it from package.json.',
      'imports @other/hidden, which package.json does not declare: add it to dependencies.',
      'imports typed-too, which package.json does not declare: add it to dependencies.',
    ]);
  });

  it('takes a file that is read from a dependency as use, and an optional peer as declared', () => {
    writeManifest('a', {
      name: '@roro/a',
      dependencies: { 'chart.js': '4' },
      peerDependencies: { gpu: '1' },
    });
    write('a/dist/index.js', "require.resolve('chart.js/umd.js');\nawait import('gpu');\n");
    expect(dependencyProblems(join(root, 'a'))).toEqual([]);
  });
});

describe('publishedPackages', () => {
  it('finds new packages by itself, leaves out private ones, and follows what they need of ours', () => {
    writeManifest('packages/core', { name: '@roro/core' });
    writeManifest('packages/new', {
      name: '@roro/new',
      dependencies: { '@roro/core': 'workspace:^', zod: '4' },
    });
    writeManifest('packages/hidden', { name: '@roro/hidden', private: true });
    writeManifest('apps/cli', {
      name: '@roro/cli',
      dependencies: { '@roro/new': 'workspace:^' },
      peerDependencies: { '@roro/hidden': '1' },
    });
    write('packages/notes/readme.txt', '');
    const packages = publishedPackages(root);
    expect(packages.map(({ name }) => name)).toEqual(['@roro/cli', '@roro/core', '@roro/new']);
    const names = withDependencies('@roro/cli', packages).map(({ name }) => name);
    expect(names).toEqual(['@roro/cli', '@roro/new', '@roro/core']);
  });
});

describe('budgets', () => {
  const budgets = {
    default: { megabytes: 2, importMilliseconds: 100 },
    packages: { '@roro/tensor': { megabytes: 90, importMilliseconds: 100, tensorLibrary: true } },
  };
  /** @type {import('./packages-alone/package-table.mjs').Row} */
  const row = {
    name: '@roro/new',
    version: '1.0.0',
    bytes: 2_000_000,
    installed: ['@roro/core', '@roro/new'],
    importMilliseconds: 100,
    peers: ['gpu ^1?'],
    budget: budgetOf(budgets, '@roro/new'),
  };

  it('hold up to what they say', () => {
    expect(brokenBudgets(row)).toEqual([]);
    expect(brokenBudgets({ ...row, bytes: 2_000_001, importMilliseconds: 100.6 })).toEqual([
      'takes 2.0 MB of the disk, more than 2 MB.',
      'takes 101 ms to import, more than 100 ms.',
    ]);
  });

  it('refuse a tensor library where none is allowed', () => {
    const installed = ['@roro/new', '@tensorflow/tfjs-core'];
    expect(brokenBudgets({ ...row, installed })).toEqual([
      'installs a tensor library (@tensorflow/tfjs-core), which it must do without.',
    ]);
    expect(brokenBudgets({ ...row, installed, budget: budgetOf(budgets, '@roro/tensor') })).toEqual([]);
  });

  it('stand in the table, which takes the place of the last one', () => {
    const table = packageTable([row]);
    expect(table.split('\n')[2]).toBe(
      '| `@roro/new` | 1.0.0 | 2.0 MB in 2 | 100 ms | `gpu ^1?` | 2 MB, 100 ms |',
    );
    const page = 'a\n<!-- packages -->\nold\n<!-- /packages -->\nb\n';
    expect(replaceBetween(page, 'packages', table)).toBe(
      `a\n<!-- packages -->\n${table}<!-- /packages -->\nb\n`,
    );
    expect(() => replaceBetween('no markers', 'packages', table)).toThrow('<!-- packages -->');
  });
});

it('the first example of a README is its first ts block, with the reason not to run it', () => {
  expect(firstExample('# a\n\n```sh\nx\n```\n\n```ts\nlet a = 1;\n\nlet b;\n```\n\n```ts\nc\n```\n')).toEqual(
    {
      text: 'let a = 1;\n\nlet b;\n',
      reason: undefined,
    },
  );
  expect(firstExample('```ts no-run: needs a server\na\n```\n')).toEqual({
    text: 'a\n',
    reason: 'needs a server',
  });
  expect(firstExample('```tsx\na\n```\n')).toBeUndefined();
});

it('the size of a folder is that of its files, without what links lead to', () => {
  write('a/b.txt', '12345');
  write('a/deep/c.txt', '678');
  expect(folderBytes(join(root, 'a'))).toBe(8);
});

describe('call', () => {
  it('gives what was printed, and an error with it where the program fails or hangs', () => {
    const node = process.execPath;
    expect(call(root, 'node', ['--eval', 'console.log(1); console.error(2)'], { node })).toEqual({
      output: '1\n',
      errors: '2\n',
    });
    expect(() => call(root, 'node', ['--eval', 'console.log("so far"); process.exit(3)'], { node })).toThrow(
      /ended with 3:\nso far/,
    );
    expect(() =>
      call(root, 'node', ['--eval', 'setInterval(() => {}, 1000)'], { node, seconds: 0.3 }),
    ).toThrow(/still running after 0\.3 s/);
  });
});
