import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

beforeEach(() => {
  const configuration = {
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'random'],
    train: { seeds: [1] },
    bench: { validationQueries: 3, testQueries: 4 },
  };
  writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
});

it('prints what a measurement would take, and measures nothing', async () => {
  expect(await main(['bench', '--dry-run', '--run', 'dry', '--quiet'])).toBe(exitCodes.success);
  expect(cli.output).toMatch(/stage +answers +known +calls +generated tokens +prompt tokens +money/);
  expect(cli.output).toContain('srm: no answer is known; at most 40 steps of 32 tokens are allowed');
  expect(existsSync('runs/dry/results.json')).toBe(false);
  expect(readdirSync('runs/dry/steps')).toEqual([]);

  cli.output = '';
  expect(await main(['bench', '--dry-run', '--pilot', '2', '--run', 'dry', '--json'])).toBe(
    exitCodes.success,
  );
  const estimate: { settings: { profiles: { answers: number }[]; stages: { known: number }[] }[] } =
    JSON.parse(cli.output);
  expect(estimate.settings[0]?.profiles.map(({ answers }) => answers)).toEqual([2, 2]);
  // The pilot's own answers at least: two queries by two models.
  expect(estimate.settings[0]?.stages[0]?.known).toBeGreaterThanOrEqual(4);
  expect(existsSync('runs/dry/results.json')).toBe(false);
});

it('a pilot without an estimate: usage', async () => {
  expect(await main(['bench', '--pilot', '2'])).toBe(exitCodes.usage);
  expect(cli.errors).toContain('--pilot is for an estimate');
});
