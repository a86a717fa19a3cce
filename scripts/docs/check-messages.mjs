// Are the messages that docs/troubleshooting.md explains messages of the code?
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourcePaths } from '../read-source.mjs';

/** The page, whose tables have a message in a code span in their first column, `…` for what changes. */
const page = 'docs/troubleshooting.md';

/**
 * Each message must stand in one source file, piece by piece.
 *
 * @param {string} root
 * @param {import('./read-page.mjs').Page[]} pages
 * @returns {string[]} one line per violation
 */
export function checkMessages(root, pages) {
  const sources = ['packages', 'apps', 'scripts']
    .flatMap((folder) => sourcePaths(join(root, folder)))
    .filter((path) => !path.includes('.test.'))
    .map((path) => readFileSync(path, 'utf8').replaceAll('\\`', '`'));
  return pages
    .filter(({ path }) => path === page)
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line, i) => {
      const message = /^\| (`+) ?(.+?) ?\1 \|/.exec(line)?.[2];
      if (message === undefined) return [];
      const pieces = message.split('…').filter((piece) => piece.trim() !== '');
      const isThrown = sources.some((source) => pieces.every((piece) => source.includes(piece.trim())));
      return isThrown ? [] : [`${page}:${i + 1}: no source file has the message \`${message}\`.`];
    });
}
