import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Calibration, calibrationSchema } from '@roro/bench';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { renderCalibration } from './render-calibration.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

const configuration = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  routers: ['srm-only', 'lrm-only', 'random'],
  bench: { validationQueries: 6, testQueries: 5, replicates: 50 },
};

describe('roro calibrate', () => {
  it('prints target against realised and how to use the knob; the same again as JSON', async () => {
    writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
    expect(await main(['calibrate', '--target', 'cost=60%', '--quiet'])).toBe(exitCodes.success);
    expect(cli.errors).toBe('');
    const [head, sums, all, , use] = cli.output.split('\n');
    expect(head).toMatch(/setting +benchmark +target +knob +validation +test +accuracy +cost share/);
    expect(sums).toMatch(/^same-family {2}sums +cost ≤ 60\.0 % +0\.\d+ +\d+\.\d % +\d+\.\d \[.*\] % {2}/);
    expect(all).toMatch(/^same-family {2}all /);
    expect(use).toMatch(/^Use \(same-family\): findRouterFamily\('random'\)\.create\(0\.\d+\)$/);

    cli.output = '';
    expect(await main(['calibrate', '--target', 'cost=60%', '--router', 'random', '--json'])).toBe(0);
    const calibration = calibrationSchema.parse(JSON.parse(cli.output));
    const [run] = readdirSync('runs');
    expect(JSON.parse(readFileSync(join('runs', run as string, 'calibration.json'), 'utf8'))).toEqual(
      calibration,
    );
    expect(calibration.run).toBe(run);
    expect(use).toContain(`create(${calibration.lines.at(-1)?.chosen?.knob})`);
  });

  it('a target or router that there is not: usage, before any run is made', async () => {
    expect(await main(['calibrate'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/required option '--target <kind=value>'/);
    expect(await main(['calibrate', '--target', 'cost=40'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Did you mean "cost=40%"\?/);
    expect(existsSync('runs')).toBe(false);
    expect(await main(['calibrate', '--target', 'cost=40%', '--router', 'rando'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown router "rando"\. Did you mean "random"/);
    expect(await main(['calibrate', '--target', 'cost=40%', '--router', 'lrm-only'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/"lrm-only" has no knob to choose/);
  });

  it('money without prices: usage', async () => {
    writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
    expect(await main(['calibrate', '--target', 'money=0.002'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Model "srm" has no price/);
  });
});

const interval = { value: 0.4123, low: 0.35, high: 0.48 };
const chosen = {
  router: 'roro',
  knob: 0.3456789,
  validation: { value: 0.0019, accuracy: 0.7, costShare: 0.4 },
  test: { value: { value: 0.00212, low: 0.0018, high: 0.0025 }, accuracy: interval, costShare: interval },
};
const line = {
  setting: 's',
  benchmark: 'sums',
  queries: { validation: 50, test: 60 },
  knobs: 23,
  currency: 'EUR',
};
const calibration: Calibration = {
  version: 1,
  run: 'r',
  router: 'roro',
  seed: 1,
  target: { kind: 'money', value: 0.002 },
  lines: [
    { ...line, chosen },
    { ...line, least: 0.0031 },
  ],
};

describe('renderCalibration', () => {
  it('gives every value its unit, and says what is out of reach', () => {
    const [, reached, unreached] = renderCalibration(calibration).split('\n');
    expect(reached?.split(/ {2,}/)).toEqual([
      's',
      'sums',
      'money ≤ 0.002 EUR',
      '0.3457',
      '0.0019 EUR',
      '0.00212 [0.0018, 0.0025] EUR',
      '41.2 [35.0, 48.0] %',
      '41.2 [35.0, 48.0] %',
    ]);
    expect(unreached?.split(/ {2,}/).slice(3)).toEqual(['–', 'at least 0.0031 EUR', '–', '–', '–']);
  });

  it('names the single model where that was chosen', () => {
    const text = renderCalibration({
      ...calibration,
      target: { kind: 'accuracy', value: 1 },
      lines: [{ ...line, chosen: { ...chosen, router: 'lrm-only', knob: null } }],
    });
    expect(text).toMatch(/accuracy ≥ 100\.0 % {2}lrm-only/);
  });
});
