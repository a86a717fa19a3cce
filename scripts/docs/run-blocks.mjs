// Runs the TypeScript blocks of the pages on the sources of the packages: a process a page, its blocks in order, in the
// folder of the page.
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Against blocks that hang, not slow machines: a page takes a second or two. */
const secondsPerPage = 120;

/**
 * @param {import('./extract-blocks.mjs').Extract[]} extracts those that are to be run
 * @param {number} concurrency pages at a time
 * @returns {Promise<string[]>} one line per violation
 */
export async function runBlocks(extracts, concurrency) {
  const pages = [...Map.groupBy(extracts, ({ page }) => page).values()];
  /** @type {string[]} */
  const violations = [];
  const worker = async () => {
    for (let blocks = pages.shift(); blocks !== undefined; blocks = pages.shift()) {
      violations.push(...(await runPage(blocks)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return violations.sort();
}

/**
 * @param {import('./extract-blocks.mjs').Extract[]} blocks of one page
 * @returns {Promise<string[]>}
 */
function runPage(blocks) {
  return new Promise((resolve, reject) => {
    const child = fork(
      join(import.meta.dirname, 'run-page.mjs'),
      blocks.map(({ path }) => path),
      {
        cwd: blocks[0]?.folder,
        execArgv: [
          '--disable-warning=ExperimentalWarning',
          '--import',
          join(import.meta.dirname, 'on-sources.mjs'),
        ],
        env: { ...process.env, RORO_BACKEND: 'wasm' },
        silent: true,
      },
    );
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    let done = 0;
    child.on('message', () => {
      done += 1;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), secondsPerPage * 1000);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve([]);
      const failed = blocks[Math.min(done, blocks.length - 1)];
      const how = signal ? `did not end within ${secondsPerPage} s` : `failed (exit status ${code})`;
      const lines = Buffer.concat(output).toString().split('\n');
      const printed = lines
        .filter((line) => !/^\s*(at .*)?$/.test(line))
        .slice(-12)
        .join('\n    ');
      resolve([`${failed?.page}:${failed?.line}: the block ${how}:\n    ${printed}`]);
    });
  });
}
