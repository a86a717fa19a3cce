import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nodeProblem, oldestNode } from './node-version.js';

it('refuses what is older than the package says, with the next step', () => {
  for (const version of ['18.20.8', '20.20.2', '21.7.3']) {
    expect(nodeProblem(version)).toBe(
      `roro needs Node 22 or newer; this is Node ${version}. ` +
        'Install a newer one (https://nodejs.org); a checkout of roro has one, node_modules/.bin/node.',
    );
  }
  for (const version of ['22.0.0', '22.23.3', '24.1.0', '100.0.0', '25.0.0-nightly']) {
    expect(nodeProblem(version)).toBeUndefined();
  }
});

it('is what package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe(`>=${oldestNode}`);
});

it('is asked before anything else is loaded: static imports come before any statement', () => {
  const text = readFileSync(new URL('bin.ts', import.meta.url), 'utf8');
  expect(text.match(/^import .*$/gm)).toEqual([
    "import { exitCodes } from './exit-codes.js';",
    "import { nodeProblem } from './node-version.js';",
  ]);
  for (const file of ['exit-codes.ts', 'node-version.ts']) {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).not.toMatch(/\b(import|require)\b|\bfrom '/);
  }
});
