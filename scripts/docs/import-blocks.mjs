// Imports the files that it is given, one after the other, each in the folder before it, and sends a message after each. Run by
// run-blocks.mjs.
import { pathToFileURL } from 'node:url';

const { fetch } = globalThis;
/**
 * Nothing beyond this machine is asked: a block that needs more says so in its fence.
 *
 * @type {typeof fetch}
 */
globalThis.fetch = (input, init) => {
  const { hostname } = new URL(input instanceof Request ? input.url : input);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    throw new Error(`This block asks ${hostname}: mark it \`no-run: <reason>\`.`);
  }
  return fetch(input, init);
};

const files = process.argv.slice(2);
for (let i = 0; i < files.length; i += 2) {
  const [folder = '', path = ''] = files.slice(i, i + 2);
  process.chdir(folder);
  await import(pathToFileURL(path).href);
  process.send?.(path);
}
process.disconnect?.();
