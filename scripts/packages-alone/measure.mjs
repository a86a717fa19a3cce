import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './call.mjs';

/**
 * @param {string} directory
 * @returns {number} bytes of all files below it; links are not followed
 */
export function folderBytes(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).size, 0);
}

/**
 * Processor time, since the time on the clock is that of whatever else runs.
 *
 * @param {string} project folder in which the package is installed
 * @param {string} specifier
 * @param {string} node
 * @returns {number} milliseconds that the import takes, without the start of Node: the median of 5 fresh processes
 */
export function importMilliseconds(project, specifier, node) {
  const script = `
    const begin = process.cpuUsage();
    await import(${JSON.stringify(specifier)});
    const { user, system } = process.cpuUsage(begin);
    console.log((user + system) / 1000);
  `;
  const times = Array.from({ length: 5 }, () =>
    Number(call(project, 'node', ['--input-type=module', '--eval', script], { node }).output),
  ).sort((a, b) => a - b);
  return /** @type {number} */ (times[2]);
}
