// Lays the pages of the repository out as the site has them: pages beside packages come into one tree, links are made to fit, and
// what is not a page (sources, examples) is linked where it is published.
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { findPages, readPage } from '../scripts/docs/read-page.mjs';
import { publishedAt } from './published-at.mjs';

/**
 * @typedef {import('../scripts/docs/read-page.mjs').Page} Page
 * @typedef {{ path: string, title: string }} StagedPage `path`: within the site
 */

const repositoryPath = /^(?:packages|apps|docs|scripts|examples)\/[\w@./-]*\w$/;

/**
 * @param {string} root of the repository
 * @param {string} folder that the pages are written to
 * @returns {StagedPage[]}
 * @throws Error for a link to what does not exist
 */
export function stagePages(root, folder) {
  const published = publishedAt(root);
  const pages = findPages(root)
    .map((path) => readPage(root, path))
    // The front page of the repository; the site has docs/index.md.
    .filter(({ path }) => path !== 'README.md');
  const staged = new Map(pages.map(({ path }) => [path, stagedPath(path)]));
  for (const page of pages) {
    const own = /** @type {string} */ (staged.get(page.path));
    write(join(folder, own), rewrite(page, own));
  }
  const indexes = foldersWithoutIndex([...staged.values()]).map((directory) => {
    const title = directory.charAt(0).toUpperCase() + directory.slice(1);
    const entries = pages.filter(({ path }) => dirname(staged.get(path) ?? '') === directory);
    const lines = entries.map(({ path, title }) => `- [${title}](${basename(staged.get(path) ?? '')})`);
    write(join(folder, directory, 'index.md'), `# ${title}\n\n${lines.join('\n')}\n`);
    return { path: `${directory}/index.md`, title };
  });
  return [...pages.map(({ path, title }) => ({ path: staged.get(path) ?? path, title })), ...indexes];

  /**
   * @param {Page} page
   * @param {string} own its path within the site
   */
  function rewrite({ path, text, links, spans }, own) {
    const changes = [
      // VitePress takes a line that begins with `<name>` for a component, in the middle of code, too.
      ...spans
        .map(({ start, end }) => ({ start, end, by: text.slice(start, end).replaceAll('\n', ' ') }))
        .filter(({ start, end, by }) => by !== text.slice(start, end)),
      ...links.map(({ start, end, target, line }) => ({ start, end, by: linkTo(path, own, target, line) })),
      ...spans
        .filter(({ start }) => !links.some(({ from, end }) => start > from && start < end))
        .filter(({ text: code }) => repositoryPath.test(code) && existsSync(join(root, code)))
        .map(({ start, end, text: code }) => ({ start, end, by: `[\`${code}\`](${sourceUrl(code)})` })),
    ].sort((a, b) => b.start - a.start);
    return changes.reduce(
      (result, { start, end, by }) => result.slice(0, start) + by + result.slice(end),
      text,
    );
  }

  /**
   * @param {string} path of the page in the repository
   * @param {string} own its path within the site
   * @param {string} target
   * @param {number} line
   */
  function linkTo(path, own, target, line) {
    if (/^[a-z]+:|^#/.test(target)) return target;
    const [file = '', fragment] = target.split('#');
    const linked = normalize(join(dirname(path), decodeURI(file))).replace(/\/$/, '');
    if (!existsSync(join(root, linked))) throw new Error(`${path}:${line}: links to ${target}: not there.`);
    const end = fragment === undefined ? '' : `#${fragment}`;
    const page = staged.get(linked) ?? staged.get(`${linked}/README.md`) ?? folderIndex(linked);
    if (page !== undefined) return `${relativeTo(own, page)}${end}`;
    if (!/\.(png|svg|jpg|webp)$/.test(linked)) return `${sourceUrl(linked)}${end}`;
    const image = linked.replace(/^docs\//, '');
    mkdirSync(dirname(join(folder, image)), { recursive: true });
    copyFileSync(join(root, linked), join(folder, image));
    return relativeTo(own, image);
  }

  /** @param {string} linked */
  function folderIndex(linked) {
    const directory = linked.replace(/^docs\//, '');
    const isListed =
      linked.startsWith('docs/') && foldersWithoutIndex([...staged.values()]).includes(directory);
    return isListed ? `${directory}/index.md` : undefined;
  }

  /** @param {string} path */
  function sourceUrl(path) {
    return `${published}/${statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'}/main/${path}`;
  }
}

/**
 * @param {string} path of a page in the repository
 * @returns {string} within the site
 */
function stagedPath(path) {
  return path
    .replace(/^docs\//, '')
    .replace(/^apps\//, 'packages/')
    .replace(/^packages\/routers\/src\/([^/]+)\/README\.md$/, 'routers/$1.md')
    .replace(/^packages\/routers\/README\.md$/, 'routers/index.md')
    .replace(/^(packages\/[^/]+)\/src\/([^/]+)\/README\.md$/, '$1/$2.md')
    .replace(/README\.md$/, 'index.md')
    .toLowerCase();
}

/** @param {string[]} paths */
function foldersWithoutIndex(paths) {
  return [...new Set(paths.map((path) => dirname(path)))].filter(
    (directory) => /^\w+$/.test(directory) && !paths.includes(`${directory}/index.md`),
  );
}

/**
 * @param {string} from a page within the site
 * @param {string} to
 */
function relativeTo(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
