import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { main } from '../main.js';
import { useCommandLine } from '../test/use-command-line.js';

const cli = useCommandLine();

/** A package whose family always takes the dearest model. */
function writePackage(id: string): void {
  const directory = join(cli.folder, 'node_modules', 'roro-router-mine');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name: 'roro-router-mine', version: '1.0.0', type: 'module', exports: './index.js' }),
  );
  writeFileSync(
    join(directory, 'index.js'),
    `export const families = [{
      id: '${id}', title: 'Mine', mode: 'assign', source: 'a test', training: 'none',
      create: () => ({ id: '${id}', version: '1', mode: 'assign',
        decide: ({ models }) => ({ action: { type: 'assign', model: models.at(-1).id } }) }),
    }];`,
  );
}

it('lists every router with mode, training and source, as text and as JSON', async () => {
  expect(await main(['routers'])).toBe(exitCodes.success);
  const line = cli.output.split('\n').find((text) => text.startsWith('trim-agg'));
  expect(line).toMatch(/^trim-agg +review +reinforcement +prm +TRIM-Agg \(2601\.10245\)/);
  cli.output = '';
  expect(await main(['routers', '--json'])).toBe(exitCodes.success);
  const list = JSON.parse(cli.output) as { id: string; mode: string; training: string; source: string }[];
  expect(list.length).toBeGreaterThan(20);
  for (const { mode, training, source } of list) {
    expect(['assign', 'review', 'answer', 'bound']).toContain(mode);
    expect(['none', 'fitted', 'supervised', 'reinforcement']).toContain(training);
    expect(source).not.toBe('');
  }
});

it('measures the router of a third-party package, named by its package alone', async () => {
  writePackage('mine');
  writeFileSync(
    'roro.config.ts',
    `export default {
      settings: [{ id: 'same-family', pool: 'abacus-same' }], benchmarks: ['sums'],
      train: { seeds: [1] }, bench: { validationQueries: 2, testQueries: 3, replicates: 10 },
    };`,
  );
  const code = await main(['bench', '--routers', 'random', '--router', 'roro-router-mine', '--json']);
  expect(cli.errors).toBe('');
  expect(code).toBe(exitCodes.success);
  const { settings } = JSON.parse(cli.output);
  const routers = settings[0].benchmarks[0].routers as { router: string; points: { costShare: number }[] }[];
  expect(routers.map(({ router }) => router)).toEqual(['srm-only', 'lrm-only', 'random', 'mine']);
  // The same model at every step, the same draws.
  expect(routers[3]?.points[0]?.costShare).toBe(1);
});

it('refuses a package that is not there, and an id that is taken', async () => {
  expect(await main(['bench', '--router', 'roro-router-none'])).toBe(exitCodes.usage);
  expect(cli.errors).toContain('roro-router-none');
  cli.errors = '';
  writePackage('cascade');
  expect(await main(['routers', '--router', 'roro-router-mine'])).toBe(exitCodes.usage);
  expect(cli.errors).toContain('cascade');
});
