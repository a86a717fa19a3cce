// Reads a Markdown page of this repository: its code blocks, links, code spans and headings. It knows the Markdown that the
// pages are written in, fences and inline links, not all of CommonMark.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ line: number, language: string, info: string, text: string }} Block
 *   `line`: of the opening fence, 1-based; `info`: what follows the language
 * @typedef {{ line: number, text: string, target: string, from: number, start: number, end: number }} Link
 *   `from`: where it begins in the text of the page; `start` and `end`: where `target` stands
 * @typedef {{ line: number, text: string, start: number, end: number }} Span `code` within a line
 * @typedef {{ path: string, text: string, title: string, prose: string, blocks: Block[], links: Link[], spans: Span[], anchors: Set<string> }} Page
 *   `prose`: the text with blanks in place of code and comments
 */

/** Folders with pages, and the files of the root that are pages. */
const pageFolders = ['docs', 'packages', 'apps', 'examples'];
const rootPages = ['README.md', 'CONTRIBUTING.md'];
/** Folders that hold no pages: what is built or installed, and files that still have to be filled in. */
const skipped = ['dist', 'node_modules', 'templates', 'runs', 'coverage'];

/**
 * @param {string} root
 * @returns {string[]} every page, relative to `root`, sorted
 */
export function findPages(root) {
  /**
   * @param {string} folder
   * @returns {string[]}
   */
  const within = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return skipped.includes(entry.name) || entry.name.startsWith('.') ? [] : within(path);
      return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : [];
    });
  return [...rootPages, ...pageFolders.flatMap(within)].sort();
}

/**
 * @param {string} root
 * @param {string} path relative to `root`
 * @returns {Page}
 */
export function readPage(root, path) {
  return parsePage(path, readFileSync(join(root, path), 'utf8'));
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Page}
 */
export function parsePage(path, text) {
  const { blocks, prose } = takeBlocks(path, text);
  /** @param {number} offset */
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  /** @type {Span[]} */
  const spans = [];
  // The same length, so that offsets stay those of the page.
  const withoutCode = prose
    .replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(?<!`)(`+)(?!`)((?:[^\n]|\n(?!\n))+?)(?<!`)\1(?!`)/g, (whole, _fence, code, offset) => {
      spans.push({ line: lineAt(offset), text: code.trim(), start: offset, end: offset + whole.length });
      return whole.replace(/[^\n]/g, ' ');
    });
  const patterns = [
    /\[((?:[^[\]\n]|\n(?!\n)|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)?)\)/dg,
    /<\w+\b[^>]*? ()(?:src|srcset|href)="([^"\s]+)"/dg,
  ];
  const links = patterns
    .flatMap((pattern) => [...withoutCode.matchAll(pattern)])
    .map((match) => {
      const [from, to] = match.indices?.[1] ?? [0, 0];
      const [start, end] = match.indices?.[2] ?? [0, 0];
      return {
        line: lineAt(match.index),
        // As it is written, code included.
        text: text.slice(from, to),
        target: match[2] ?? '',
        from: match.index,
        start,
        end,
      };
    });
  const headings = [...prose.matchAll(/^#{1,6} +(.+)$/gm)].map((match) => match[1] ?? '');
  return {
    path,
    text,
    title: plain(headings[0] ?? path),
    prose: withoutCode,
    blocks,
    links,
    spans,
    anchors: anchorsOf(headings),
  };
}

/**
 * The anchor of a heading, as GitHub makes it.
 *
 * @param {string} heading
 */
export function slug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * Cuts the code blocks out.
 *
 * @param {string} path
 * @param {string} text
 * @returns {{ blocks: Block[], prose: string }} `prose`: the text with blanks in their place
 */
function takeBlocks(path, text) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {{ line: number, indent: string, fence: string, language: string, info: string, lines: string[] } | undefined} */
  let open;
  const prose = text.split('\n').map((line, i) => {
    if (open === undefined) {
      const match = /^( *(?:[-*] +|\d+\. +)?)(`{3,})(\S*) *(.*)$/.exec(line);
      if (!match) return line;
      const [, indent = '', fence = '', language = '', info = ''] = match;
      open = {
        line: i + 1,
        indent: ' '.repeat(indent.length),
        fence,
        language,
        info: info.trim(),
        lines: [],
      };
    } else if (line.trim() === open.fence) {
      const { line: begin, language, info, lines } = open;
      blocks.push({ line: begin, language, info, text: lines.map((each) => `${each}\n`).join('') });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
    return line.replace(/./g, ' ');
  });
  if (open !== undefined) throw new Error(`${path}:${open.line}: a code block that does not end: close it.`);
  return { blocks, prose: prose.join('\n') };
}

/** @param {string[]} headings */
function anchorsOf(headings) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return new Set(
    headings.map((heading) => {
      const anchor = slug(plain(heading));
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

/**
 * A heading without its marks and links.
 *
 * @param {string} heading
 */
function plain(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .trim();
}
