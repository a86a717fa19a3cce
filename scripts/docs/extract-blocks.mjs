// Lays the TypeScript blocks of the pages out as files, a folder a page, in a place from which every package resolves.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @typedef {{ page: string, folder: string, path: string, line: number, text: string, example: string | undefined, reason: string | undefined }} Extract
 *   `folder`: of the page; `path`: of the file; `example`: the file in the package's `examples/` that holds the same text, and
 *   which its `readme.test.ts` runs; `reason`: why it is not run
 */

/** Files that blocks read and no block shows, by the name that they have there. */
const fixtures = { 'policy.safetensors': 'apps/cli/routers/abacus-same/roro.safetensors' };

/**
 * A block is a file of its own, named by its first line where that is `// a-name.ts`, by the example of the package that it
 * shows, or by its line. Blocks of data whose fence names a file (```csv questions.csv) are laid beside them.
 *
 * @param {string} root
 * @param {string} cache folder that is made anew
 * @param {import('./read-page.mjs').Page[]} pages
 * @returns {{ extracts: Extract[], violations: string[] }}
 */
export function extractBlocks(root, cache, pages) {
  rmSync(cache, { recursive: true, force: true });
  linkPackages(root, join(cache, 'node_modules'));
  /** @type {Extract[]} */
  const extracts = [];
  /** @type {string[]} */
  const violations = [];
  for (const { path: page, blocks } of pages) {
    // An example is a package of its own, beside the workspace: `pnpm check:router-package` and tests see to them.
    if (page.startsWith('examples/')) continue;
    const folder = join(cache, page.replace(/\.md$/, ''));
    const examples = examplesOf(root, page);
    for (const { line, language, info, text } of blocks) {
      if (language !== 'ts') {
        if (/^[\w-]+\.\w+$/.test(info)) write(join(folder, info), text);
        continue;
      }
      const reason = /^no-run: (.+)$/.exec(info)?.[1];
      if (info !== '' && reason === undefined) {
        violations.push(
          `${page}:${line}: expected nothing or \`no-run: <reason>\` after \`ts\`, found \`${info}\`.`,
        );
      }
      const example = examples.get(text);
      const named = example ?? /^\/\/ ([\w-][\w./-]*\.ts)\n/.exec(text)?.[1];
      const free = named !== undefined && !extracts.some(({ path }) => path === join(folder, named));
      const path = join(folder, free ? named : `line-${line}.ts`);
      write(path, text);
      extracts.push({ page, folder, path, line, text, example, reason });
    }
    if (!existsSync(folder)) continue;
    for (const [name, fixture] of Object.entries(fixtures))
      symlinkSync(join(root, fixture), join(folder, name));
  }
  return { extracts, violations };
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * The examples of the package that a page belongs to, which its `readme.test.ts` runs: text → file name.
 *
 * @param {string} root
 * @param {string} page
 * @returns {Map<string, string>}
 */
function examplesOf(root, page) {
  const directory = /^packages\/[^/]+/.exec(page)?.[0];
  const folder = join(root, directory ?? '', 'examples');
  const test = join(root, directory ?? '', 'src', 'readme.test.ts');
  if (directory === undefined || !existsSync(folder) || !existsSync(test)) return new Map();
  const tested = readFileSync(test, 'utf8');
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && tested.includes(`/examples/${name.replace(/\.ts$/, '.js')}'`))
      .map((name) => [readFileSync(join(folder, name), 'utf8'), name]),
  );
}

/**
 * Every package of the workspace, and what any of them has installed.
 *
 * @param {string} root
 * @param {string} modules
 */
function linkPackages(root, modules) {
  const directories = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => join(root, folder, name))
      .filter((directory) => existsSync(join(directory, 'package.json'))),
  );
  /**
   * @param {string} name
   * @param {string} target
   */
  const link = (name, target) => {
    const path = join(modules, name);
    if (existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  for (const directory of directories) {
    link(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).name, directory);
  }
  for (const directory of directories) {
    const installed = join(directory, 'node_modules');
    if (!existsSync(installed)) continue;
    for (const name of readdirSync(installed).filter((each) => !each.startsWith('.'))) {
      const names = name.startsWith('@')
        ? readdirSync(join(installed, name)).map((each) => `${name}/${each}`)
        : [name];
      for (const each of names) link(each, join(installed, each));
    }
  }
}
