// Checks that the documentation is true of the code: links and paths lead somewhere, TypeScript blocks type-check and run,
// `roro` commands exist, JSON parses, errors that are explained are errors that are thrown. Prints one line per violation and
// exits 1 when there is any. Works on sources, without a build.
//
// A `ts` block that cannot be run, because the reader must start a server or train something first, has a reason in its fence:
// ```ts no-run: <reason>. Those that a package keeps in `examples/` are run by its `src/readme.test.ts`, the rest here.
import { join } from 'node:path';
import { checkCommands } from './docs/check-commands.mjs';
import { checkLinks } from './docs/check-links.mjs';
import { checkMessages } from './docs/check-messages.mjs';
import { checkProse } from './docs/check-prose.mjs';
import { checkTypes } from './docs/check-types.mjs';
import { extractBlocks } from './docs/extract-blocks.mjs';
import './docs/on-sources.mjs';
import { findPages, readPage } from './docs/read-page.mjs';
import { runBlocks } from './docs/run-blocks.mjs';
import { root } from './set-up.mjs';

const pages = findPages(root).map((path) => readPage(root, path));
const { extracts, violations } = extractBlocks(root, join(root, '.cache', 'docs'), pages);
const runnable = extracts.filter(({ example, reason }) => example === undefined && reason === undefined);
const running = runBlocks(runnable, 2);

const { createProgram } = await import('../apps/cli/src/main.ts');
const commands = checkCommands(pages, createProgram);
violations.push(
  ...checkLinks(root, pages),
  ...checkProse(pages),
  ...checkMessages(root, pages),
  ...checkJson(pages),
  ...commands.violations,
  ...checkTypes(root, extracts),
  ...(await running),
);
for (const violation of violations) console.log(violation);
const excused = extracts.filter(({ reason }) => reason !== undefined).length;
const elsewhere = extracts.length - runnable.length - excused;
console.log(
  `${pages.length} pages, ${extracts.length} blocks of TypeScript (${runnable.length} run here, ${elsewhere} by tests, ` +
    `${excused} not), ${commands.count} commands: ${violations.length} violations`,
);
process.exitCode = violations.length === 0 ? 0 : 1;

/**
 * @param {import('./docs/read-page.mjs').Page[]} pages
 * @returns {string[]} one line per violation
 */
function checkJson(pages) {
  return pages.flatMap(({ path, blocks }) =>
    blocks.flatMap(({ line, language, text }) => {
      const documents = language === 'jsonl' ? text.trim().split('\n') : language === 'json' ? [text] : [];
      return documents.flatMap((document) => {
        try {
          JSON.parse(document);
          return [];
        } catch (error) {
          return [`${path}:${line}: the block is no JSON: ${error instanceof Error ? error.message : error}`];
        }
      });
    }),
  );
}
