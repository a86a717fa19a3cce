// Runs the TypeScript blocks of the pages on the sources of the packages, in order, each in the folder of its page. Pages of one
// package or folder share a process; a block that fails ends it.
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Against blocks that hang, not slow machines: a process takes a second or two. */
const secondsPerProcess = 120;

/**
 * @param {import('./extract-blocks.mjs').Extract[]} extracts those that are to be run
 * @param {number} concurrency processes at a time
 * @returns {Promise<string[]>} one line per violation
 */
export async function runBlocks(extracts, concurrency) {
  const groups = [...Map.groupBy(extracts, ({ page }) => page.split('/').slice(0, 2).join('/')).values()];
  /** @type {string[]} */
  const violations = [];
  const worker = async () => {
    for (let blocks = groups.shift(); blocks !== undefined; blocks = groups.shift()) {
      violations.push(...(await runGroup(blocks)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return violations.sort();
}

/**
 * @param {import('./extract-blocks.mjs').Extract[]} blocks of one group
 * @returns {Promise<string[]>}
 */
function runGroup(blocks) {
  return new Promise((resolve, reject) => {
    const child = fork(
      join(import.meta.dirname, 'import-blocks.mjs'),
      blocks.flatMap(({ folder, path }) => [folder, path]),
      {
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
    const timer = setTimeout(() => child.kill('SIGKILL'), secondsPerProcess * 1000);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve([]);
      // A test of `node:test` fails after all of them.
      const { page, line } = blocks[Math.min(done, blocks.length - 1)] ?? {};
      const what = done < blocks.length ? 'the block' : 'this block, or a test in one before it,';
      const how = signal ? `did not end within ${secondsPerProcess} s` : `failed (exit status ${code})`;
      const lines = Buffer.concat(output).toString().split('\n');
      const printed = lines
        .filter((line) => !/^\s*(at .*)?$/.test(line))
        .slice(-12)
        .join('\n    ');
      resolve([`${page}:${line}: ${what} ${how}:\n    ${printed}`]);
    });
  });
}
