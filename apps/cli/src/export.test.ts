import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'roro-export-'));
let errors = '';
let output = '';

beforeAll(async () => {
  process.chdir(folder);
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
    bench: { validationQueries: 3, testQueries: 4, replicates: 20 },
  };
  writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
  expect(await main(['bench', '--run', 'small', '--quiet'])).toBe(exitCodes.success);
});
beforeEach(() => {
  errors = '';
  output = '';
});
afterAll(() => {
  vi.restoreAllMocks();
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const run = (...parameters: string[]): Promise<number> => main(['export', '--run', 'small', ...parameters]);

it('CSV to standard output, Parquet to a file', async () => {
  expect(await run('--format', 'csv', '--router', 'lrm-only')).toBe(exitCodes.success);
  const [head, ...lines] = output.trimEnd().split('\r\n');
  expect(head).toBe('setting,benchmark,split,router,knob,seed,queryId,correct,cost,largeTokens,tokens,calls');
  // Three validation and four test queries, one seed.
  expect(lines).toHaveLength(7);
  expect(await run('--format', 'parquet', '--out', 'all.parquet')).toBe(exitCodes.success);
  expect(readFileSync('all.parquet').subarray(0, 4).toString()).toBe('PAR1');
  expect(errors).toContain('Wrote all.parquet');
});

it('RouterBench: a row a test question with its text', async () => {
  expect(await run('--format', 'routerbench')).toBe(exitCodes.success);
  const lines = output.trimEnd().split('\r\n');
  expect(lines[0]).toBe(
    'sample_id,prompt,eval_name,srm,srm|model_response,srm|total_cost,lrm,lrm|model_response,lrm|total_cost,oracle_model_to_route_to',
  );
  expect(lines).toHaveLength(5);
  expect(errors).toBe('');
});

it('RouterArena: one router at one knob', async () => {
  expect(await run('--format', 'routerarena')).toBe(exitCodes.usage);
  expect(errors).toContain(
    'one router at a time; there are 3. Choose with --router: srm-only, lrm-only, random.',
  );
  expect(await run('--format', 'routerarena', '--router', 'lrm-only', '--out', 'arena.json')).toBe(0);
  const entries: { prediction: string; prompt: string }[] = JSON.parse(readFileSync('arena.json', 'utf8'));
  expect(entries.map(({ prediction }) => prediction)).toEqual(['lrm', 'lrm', 'lrm', 'lrm']);
  for (const { prompt } of entries) expect(prompt).not.toBe('');
});

it('what is not there, or does not fit: usage', async () => {
  expect(await run('--format', 'cvs')).toBe(exitCodes.usage);
  expect(errors).toContain('Unknown format "cvs". Did you mean "csv"?');
  expect(await run('--format', 'parquet')).toBe(exitCodes.usage);
  expect(errors).toContain('Name a file with --out');
  expect(await run('--format', 'csv', '--router', 'roro')).toBe(exitCodes.usage);
  expect(errors).toContain('Routers: srm-only, lrm-only, random.');
  expect(await main(['export', '--run', 'none', '--format', 'csv'])).toBe(exitCodes.usage);
  expect(existsSync('none')).toBe(false);
});
