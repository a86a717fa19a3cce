import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, type OutcomeRow, type RunComparison } from '@roro/bench';
import { beforeEach, expect, test } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

beforeEach(() => {
  writeRun('one', 30);
  writeRun('two', 33);
});

/** 40 queries; the router costs 40 % and is right on the first `right`. */
function rowsOf(right: number): OutcomeRow[] {
  const answers = (router: string, cost: number, isRight: (query: number) => boolean): OutcomeRow[] =>
    (['validation', 'test'] as const).flatMap((split) =>
      Array.from({ length: 40 }, (_, i) => ({
        setting: 'same-family',
        benchmark: 'sums',
        split,
        router,
        knob: null,
        seed: 1,
        queryId: `${split}-${i}`,
        correct: isRight(i),
        cost,
        largeTokens: 0,
        tokens: 10,
        calls: 1,
      })),
    );
  return [
    ...answers('srm-only', 1, (i) => i % 4 === 0),
    ...answers('lrm-only', 10, () => true),
    ...answers('grpo', 4, (i) => i < right),
  ];
}

function writeRun(id: string, right: number): void {
  const rows = rowsOf(right);
  const results = evaluate({ run: id, rows, pools: { 'same-family': ['srm', 'lrm'] }, replicates: 50 });
  mkdirSync(join('runs', id), { recursive: true });
  writeFileSync(join('runs', id, 'outcomes.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  writeFileSync(join('runs', id, 'results.json'), JSON.stringify(results));
}

test('two runs by their ids: a table with paired differences, p-values and power', async () => {
  expect(await main(['compare', 'one', 'two', '--metrics', 'BA@40', 'PGR@40'])).toBe(exitCodes.success);
  const lines = cli.output.split('\n').map((line) => line.replace(/ {2,}/g, '  '));
  expect(lines[0]).toBe('A = one, B = two');
  expect(lines[3]).toBe('same-family / sums, paired over 40 test queries');
  expect(lines[4]).toMatch(
    /^grpo {2}BA@40 {2}75\.0 {2}82\.5 {2}\+7\.5 \[\+0\.0, \+17\.5\] {2}0\.\d+ {2}0\.\d+ {2}\d+$/,
  );
  expect(lines[5]).toMatch(/^ {2}PGR@40 {2}66\.7 {2}76\.7 {2}\+10\.0 /);
  expect(cli.output).toMatch(/queries needed: test queries that show/);
});

test('--json: one document', async () => {
  expect(await main(['compare', 'runs/one', 'runs/two', '--json'])).toBe(exitCodes.success);
  const { differences } = JSON.parse(cli.output) as RunComparison;
  const at40 = differences.find(({ metric }) => metric === 'BA@40');
  expect(at40).toMatchObject({
    router: 'grpo',
    setting: 'same-family',
    benchmark: 'sums',
    pairedQueries: 40,
  });
  expect(at40?.difference.value).toBeCloseTo(0.075, 12);
  expect(differences).toHaveLength(15);
});

test('results files alone are not paired, and it says so', async () => {
  const files = ['one', 'two'].map((id) => join('runs', id, 'results.json'));
  expect(await main(['compare', ...files, '--metrics', 'BA@40'])).toBe(exitCodes.success);
  expect(cli.output).toContain('same-family / sums, not paired');
  expect(cli.output).toContain('intervals are taken as independent');
  expect(cli.output).toMatch(/\+7\.5 \[.*\] +– +– +–/);
  expect(cli.output).not.toContain('queries needed: ');
});

test('outcomes files alone are paired', async () => {
  const files = ['one', 'two'].map((id) => join('runs', id, 'outcomes.jsonl'));
  expect(await main(['compare', ...files, '--metrics', 'BA@40'])).toBe(exitCodes.success);
  expect(cli.output).toContain('paired over 40 test queries');
});

test('what is not there, was not measured or is no results file', async () => {
  expect(await main(['compare', 'one', 'three'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(/There is no run "three"/);
  mkdirSync(join('runs', 'empty'));
  expect(await main(['compare', 'one', 'empty'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(/Nothing was measured in .*empty.*roro bench/);
  writeFileSync('other.json', '{"version":2}');
  expect(await main(['compare', 'one', 'other.json'])).toBe(exitCodes.storage);
  expect(cli.errors).toMatch(/other\.json is no results file: version/);
  expect(await main(['compare', 'one', 'two', '--metrics', 'BA@4'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(/Unknown metric "BA@4"\. Did you mean "BA@40"/);
});
