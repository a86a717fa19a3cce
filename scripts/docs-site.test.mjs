import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { navigation } from '../website/navigation.mjs';
import { stagePages } from '../website/stage-pages.mjs';
import { findPages } from './docs/read-page.mjs';

/** @type {string} */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roro-site-'));
  for (const folder of ['docs', 'packages', 'apps', 'examples']) mkdirSync(join(root, folder));
  write('README.md', '# roro\n');
  write('CONTRIBUTING.md', '# Contributing\n');
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

describe('the site', () => {
  it('has the pages of docs and of packages in one tree, and links sources where they are published', () => {
    const repository = { url: 'git+https://example.com/roro.git' };
    write('packages/core/package.json', JSON.stringify({ repository }));
    write('packages/core/src/x.ts', '');
    write('packages/routers/README.md', '# Routers\n[fixed](src/fixed/README.md)\n');
    write(
      'packages/routers/src/fixed/README.md',
      '# Fixed\n[core](../../../core/src/x.ts) `packages/core/src/x.ts`\n',
    );
    write('docs/images/a.png', 'image');
    write('docs/decisions/0001-a.md', '# A\n');
    write(
      'docs/index.md',
      '# Start\n[r](../packages/routers) ![a](images/a.png) [d](decisions) `--a <b>\n<c>`\n',
    );
    const staged = stagePages(root, join(root, 'site'));
    expect(staged.map(({ path }) => path).sort()).toEqual([
      'contributing.md',
      'decisions/0001-a.md',
      'decisions/index.md',
      'index.md',
      'routers/fixed.md',
      'routers/index.md',
    ]);
    const source = 'https://example.com/roro/blob/main/packages/core/src/x.ts';
    expect(readFileSync(join(root, 'site/routers/fixed.md'), 'utf8')).toBe(
      `# Fixed\n[core](${source}) [\`packages/core/src/x.ts\`](${source})\n`,
    );
    expect(readFileSync(join(root, 'site/index.md'), 'utf8')).toBe(
      '# Start\n[r](./routers/index.md) ![a](./images/a.png) [d](./decisions/index.md) `--a <b> <c>`\n',
    );
    expect(readFileSync(join(root, 'site/images/a.png'), 'utf8')).toBe('image');
    write('docs/index.md', '[x](nowhere.md)\n');
    expect(() => stagePages(root, join(root, 'site'))).toThrow('docs/index.md:1: links to nowhere.md');
  });

  it('shows pages that nobody has put in an order, and misses none of those that are', () => {
    expect(() => navigation([{ path: 'index.md', title: 'Start' }])).toThrow(/names quickstart/);
    const pages = findPages(join(import.meta.dirname, '..'))
      .filter((path) => path.startsWith('docs/'))
      .map((path) => ({ path: path.replace('docs/', '').replace('README', 'index'), title: path }));
    const items = navigation([
      ...pages,
      { path: 'new.md', title: 'New' },
      { path: 'api/new.md', title: 'New' },
    ]);
    expect(items.find(({ text }) => text === 'More')?.items).toContainEqual({ text: 'New', link: '/new' });
    expect(items.find(({ text }) => text === 'API')?.items).toEqual([{ text: 'New', link: '/api/new' }]);
    expect(items.flatMap((group) => group.items ?? [])).toHaveLength(pages.length + 2);
  });
});
