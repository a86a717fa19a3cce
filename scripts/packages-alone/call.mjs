import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/**
 * Runs a program in a folder and waits for it.
 *
 * @param {string} directory
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ node: string, seconds?: number, environment?: Record<string, string> }} options `node`: the binary that
 *   the program and everything it starts run on; `seconds`: limit, default 180
 * @returns {{ output: string, errors: string }} what it printed
 */
export function call(directory, program, parameters, { node, seconds = 180, environment = {} }) {
  // What npm hands to the scripts that it runs names this repository; only the user's own network settings stay.
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_/i.test(name) ||
      /^npm_config_(registry|cache|userconfig|cafile|noproxy|.*_proxy|proxy)$/i.test(name),
  );
  const { status, stdout, stderr, error } = spawnSync(program === 'node' ? node : program, parameters, {
    cwd: directory,
    encoding: 'utf8',
    env: {
      ...Object.fromEntries(kept),
      PATH: [dirname(node), process.env.PATH].join(delimiter),
      ...environment,
    },
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  });
  const line = `\`${program} ${parameters.join(' ')}\` in ${directory}`;
  const printed = shortened(`${stdout}${stderr}`);
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
    throw new Error(`${line} was still running after ${seconds} s:\n${printed}`);
  }
  if (error) throw error;
  if (status !== 0) throw new Error(`${line} ended with ${status}:\n${printed}`);
  return { output: stdout, errors: stderr };
}

/** @param {string} text */
function shortened(text) {
  const lines = text.split('\n');
  const most = 40;
  return lines.length <= most
    ? text
    : `${lines.slice(0, most).join('\n')}\n… ${lines.length - most} lines more`;
}
