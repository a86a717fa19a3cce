import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@roro/recipe';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { main } from '../main.js';

const opened = vi.hoisted(() => vi.fn());
vi.mock('open', () => ({ default: opened }));

let runs: string;
let output: string;
let errors: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'roro-report-'));
  output = '';
  errors = '';
  opened.mockReset().mockResolvedValue({ once: () => {} });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(runs, { recursive: true, force: true });
});

/** A run directory as `roro bench` leaves one, without anything trained. */
function makeRun(id: string, createdAt: string, isMeasured: boolean): string {
  const folder = join(runs, id);
  mkdirSync(folder);
  const {
    runs: _runs,
    concurrency: _concurrency,
    ...config
  } = parseConfig({
    routers: ['srm-only', 'lrm-only', 'random'],
  });
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write('config.json', config);
  write('manifest.json', {
    version: 1,
    id,
    createdAt,
    packages: {},
    node: 'v22',
    platform: 'linux-x64',
    seed: 1,
    configHash: '0',
  });
  if (isMeasured) write('results.json', { version: 1, run: id, settings: [] });
  return folder;
}

it('writes the report of the newest measured run and prints its path', async () => {
  makeRun('old', '2026-01-01T00:00:00.000Z', true);
  const folder = makeRun('new', '2026-02-01T00:00:00.000Z', true);
  makeRun('unmeasured', '2026-03-01T00:00:00.000Z', false);
  expect(await main(['report', '--runs', runs])).toBe(exitCodes.success);
  expect(output).toBe(`${join(folder, 'report.html')}\n`);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<title>new</title>');
  expect(existsSync(join(runs, 'old', 'report.html'))).toBe(false);
  expect(opened).not.toHaveBeenCalled();
});

it('--run names one, --json prints a document, --open opens it; no opener is no error', async () => {
  const path = join(makeRun('old', '2026-01-01T00:00:00.000Z', true), 'report.html');
  expect(await main(['report', '--runs', runs, '--run', 'old', '--json', '--open'])).toBe(exitCodes.success);
  expect(JSON.parse(output)).toEqual({ run: 'old', path });
  expect(opened).toHaveBeenCalledExactlyOnceWith(path);
  opened.mockRejectedValue(new Error('no browser'));
  expect(await main(['report', '--runs', runs, '--open'])).toBe(exitCodes.success);
  expect(errors).toMatch(/could not be opened: no browser/);
});

it('a run that was not measured, or is not there', async () => {
  makeRun('unmeasured', '2026-03-01T00:00:00.000Z', false);
  expect(await main(['report', '--runs', runs, '--run', 'unmeasured'])).toBe(exitCodes.usage);
  expect(errors).toMatch(/Run "unmeasured" in .* was not measured.*roro bench/);
  expect(await main(['report', '--runs', runs])).toBe(exitCodes.usage);
  expect(errors).toMatch(/No run in .* has a results\.json/);
  expect(await main(['report', '--runs', runs, '--run', 'unmeasurd'])).toBe(exitCodes.usage);
  expect(errors).toMatch(/no run "unmeasurd".*Did you mean "unmeasured"/);
});
