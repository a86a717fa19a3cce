import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Packages that a command loads of other people's. */
function loadedBy(...parameters: string[]): { packages: string[]; output: string } {
  const preloaded = ['source-hooks.ts', 'list-packages.ts'].flatMap((file) => [
    '--import',
    join(import.meta.dirname, 'test', file),
  ]);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@roro/source', ...preloaded, join(import.meta.dirname, 'bin.ts'), ...parameters],
    { encoding: 'utf8' },
  );
  return { packages: JSON.parse(stderr.slice(stderr.lastIndexOf('['))), output: stdout };
}

it('help is printed without what collects, trains, serves and queues', () => {
  const { packages, output } = loadedBy('--help');
  expect(output).toContain('roro [options] [command]');
  expect(packages).toEqual(['commander', 'picocolors']);
  expect(loadedBy('bench', '--help').packages).toEqual(packages);
});

it('a command that needs no workers, server or trainer loads none', () => {
  const { packages, output } = loadedBy('routers');
  expect(output).toContain('entropy-threshold');
  expect(packages).toContain('zod');
  for (const name of ['bullmq', 'ioredis', 'fastify']) expect(packages).not.toContain(name);
});
