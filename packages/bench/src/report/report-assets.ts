import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { storageError } from '@roro/core';
import { linkModules } from './link-modules.js';

export interface ReportAssets {
  /** Style sheet of the page. */
  style: string;
  /** Chart.js and the page's own script, in the order in which they run. */
  scripts: string[];
}

/** Style sheets in the order of their cascade. */
const styleSheets = ['colours', 'text', 'frame', 'charts', 'tables', 'answers', 'media'];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw storageError(path, 'read', error);
  }
}

/** What the page carries with it: read from this package and from the installed Chart.js, never from a network. */
export function reportAssets(): ReportAssets {
  const require = createRequire(import.meta.url);
  const assets = join(dirname(require.resolve('@roro/bench/package.json')), 'assets');
  const chart = join(dirname(require.resolve('chart.js')), 'chart.umd.min.js');
  return {
    style: styleSheets.map((name) => readText(join(assets, 'styles', `${name}.css`))).join('\n'),
    scripts: [
      readText(chart).replace(/^\/\/# sourceMappingURL=.*$/m, ''),
      linkModules(join(assets, 'page', 'main.js')),
    ],
  };
}

/** Source expression by which a content security policy allows exactly this inline script. */
export function scriptHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
