// Does what a page refers to exist? Links to pages, their headings and files, `packages/…` paths in code spans, and
// names that a link says a source file declares.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const repositoryPath = /^(?:packages|apps|docs|scripts|examples|website)\/[\w@./-]*\w$/;

/**
 * @param {string} root
 * @param {import('./read-page.mjs').Page[]} pages
 * @returns {string[]} one line per violation
 */
export function checkLinks(root, pages) {
  const anchors = new Map(pages.map((page) => [page.path, page.anchors]));
  return pages.flatMap((page) => [
    ...page.links.flatMap(({ line, target, text }) => {
      const problem = linkProblem(root, page.path, target, text, anchors);
      return problem === undefined ? [] : [`${page.path}:${line}: ${problem}`];
    }),
    ...page.spans.flatMap(({ line, text }) =>
      repositoryPath.test(text) && !existsSync(join(root, text))
        ? [`${page.path}:${line}: names ${text}, which does not exist.`]
        : [],
    ),
  ]);
}

/**
 * @param {string} root
 * @param {string} path of the page
 * @param {string} target
 * @param {string} text of the link
 * @param {Map<string, Set<string>>} anchors by page
 * @returns {string | undefined}
 */
function linkProblem(root, path, target, text, anchors) {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file = '', fragment] = target.split('#');
  const linked = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
  if (!existsSync(join(root, linked))) return `links to ${target}, which does not exist.`;
  if (fragment !== undefined && linked.endsWith('.md')) {
    const known = anchors.get(linked);
    if (known !== undefined && !known.has(decodeURIComponent(fragment))) {
      return `links to ${target}, but ${linked} has no such heading: it has ${[...known].join(', ')}.`;
    }
  }
  const name = /^`(\w+)(?:\(\))?`$/.exec(text)?.[1];
  if (name !== undefined && /\.[cm]?ts$/.test(linked)) {
    const source = readFileSync(join(root, linked), 'utf8');
    if (!new RegExp(`\\b(?:function|const|class|interface|type) ${name}\\b`).test(source)) {
      return `says that ${linked} declares ${name}, which it does not.`;
    }
  }
  return undefined;
}
