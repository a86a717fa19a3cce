import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunDirectory, type Trajectory, trajectorySchema } from '@roro/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';

const before = process.cwd();
let folder: string;
let errors: string;
let output: string;
let collected: Trajectory[];

beforeEach(() => {
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
});

afterEach(() => {
  vi.restoreAllMocks();
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-cli-'));
  process.chdir(folder);
  const configuration = {
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    collect: { queriesPerBenchmark: 2, diverseQueriesPerBenchmark: 2, criticalSamples: 1, endSamples: 1 },
    // Behaviours of a reviewing router review; those of an assigning one have a first step without a draft.
    train: { mode: 'assign' },
  };
  writeFileSync('roro.config.ts', `export default ${JSON.stringify(configuration)};\n`);
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect(await main(['collect', '--quiet'])).toBe(exitCodes.success);
  const [run = ''] = readdirSync('runs');
  collected = RunDirectory.open(run).read(trajectorySchema, 'trajectories', 'same-family-diverse.jsonl');
});

afterAll(() => {
  process.chdir(before);
  process.exitCode = 0;
  rmSync(folder, { recursive: true, force: true });
});

const madeBy = (router: string): Trajectory =>
  collected.find((trajectory) => trajectory.router.id === router) as Trajectory;

describe('roro explain', () => {
  it('prints every decision with what it compared and what would flip it', async () => {
    const { id, query, steps, router } = madeBy('entropy-threshold');
    expect(await main(['explain', id])).toBe(exitCodes.success);
    expect(errors).toBe('');
    const lines = output.split('\n');
    expect(lines[0]).toContain(query.id);
    expect(lines[1]).toBe(
      `router entropy-threshold (knob ${router.knob}), asked again in the states of run ${readdirSync('runs')[0]}`,
    );
    expect(lines.filter((line) => /^ *\d+ .? +(srm|lrm) /.test(line))).toHaveLength(steps.length);
    expect(
      lines.filter((line) => line.includes('flip: another decision where the threshold passes')),
    ).toHaveLength(steps.length - 1);
    expect(output).toContain('no step yet: the cheapest model');
    expect(output).toMatch(/inputs: meanEntropy \d/);
  });

  it('one step, as JSON', async () => {
    const { id, steps } = madeBy('entropy-threshold');
    expect(await main(['explain', id, '--step', '2', '--json'])).toBe(exitCodes.success);
    const explained = JSON.parse(output);
    expect(explained).toMatchObject({ trajectory: id, basis: 'asked again', models: ['srm', 'lrm'] });
    expect(explained.steps).toHaveLength(1);
    expect(explained.steps[0]).toMatchObject({
      number: 2,
      step: { text: steps[1]?.text, model: steps[1]?.model },
      flips: { threshold: steps[0]?.statistics?.meanEntropy },
    });
  });

  it('a router that cannot be asked again: as recorded', async () => {
    const { id } = madeBy('early-burst');
    expect(await main(['explain', id, '--step', '1'])).toBe(exitCodes.success);
    expect(output).toMatch(/as recorded: run .* no longer gives its states back/);
    expect(output).toContain('planned: lrm');
  });

  it('an unknown trajectory, run or step: the next step', async () => {
    expect(await main(['explain', 'abc-no-such'])).toBe(exitCodes.usage);
    expect(errors).toMatch(/No trajectory "abc-no-such" among \d+/);
    expect(await main(['explain', 'abc', '--run', 'nowhere'])).toBe(exitCodes.usage);
    expect(errors).toMatch(/no run "nowhere"/);
    const { id, steps } = madeBy('random');
    expect(await main(['explain', id, '--step', '99'])).toBe(exitCodes.usage);
    expect(errors).toContain(`has no decision 99. They are counted from 1 to ${steps.length}.`);
    expect(await main(['explain', id, '--step', '0'])).toBe(exitCodes.usage);
    expect(await main(['explain'])).toBe(exitCodes.usage);
    expect(errors).toMatch(/missing required argument 'trajectory'/);
    expect(output).toBe('');
  });
});
