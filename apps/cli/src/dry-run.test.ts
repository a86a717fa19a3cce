import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';

let folder: string;
let before: string;
let errors: string;
let output: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-dry-'));
  before = process.cwd();
  process.chdir(folder);
  errors = '';
  output = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  const configuration = {
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'random'],
    train: { seeds: [1] },
    bench: { validationQueries: 3, testQueries: 4 },
  };
  writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

it('prints what a measurement would take, and measures nothing', async () => {
  expect(await main(['bench', '--dry-run', '--run', 'dry', '--quiet'])).toBe(exitCodes.success);
  expect(output).toMatch(/stage +answers +known +calls +generated tokens +prompt tokens +money/);
  expect(output).toContain('srm: no answer is known; at most 40 steps of 32 tokens are allowed');
  expect(existsSync('runs/dry/results.json')).toBe(false);
  expect(readdirSync('runs/dry/steps')).toEqual([]);

  output = '';
  expect(await main(['bench', '--dry-run', '--pilot', '2', '--run', 'dry', '--json'])).toBe(
    exitCodes.success,
  );
  const estimate: { settings: { profiles: { answers: number }[]; stages: { known: number }[] }[] } =
    JSON.parse(output);
  expect(estimate.settings[0]?.profiles.map(({ answers }) => answers)).toEqual([2, 2]);
  // The pilot's own answers at least: two queries by two models.
  expect(estimate.settings[0]?.stages[0]?.known).toBeGreaterThanOrEqual(4);
  expect(existsSync('runs/dry/results.json')).toBe(false);
});

it('a pilot without an estimate: usage', async () => {
  expect(await main(['bench', '--pilot', '2'])).toBe(exitCodes.usage);
  expect(errors).toContain('--pilot is for an estimate');
});
