import { rmSync } from 'node:fs';
import { type CalibrationTarget, calibrationSchema } from '@roro/bench';
import {
  ConfigurationError,
  createPool,
  type Price,
  type Query,
  Random,
  type RouterFamily,
  readJsonFile,
  UnknownPriceError,
} from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { afterEach, expect, test } from 'vitest';
import { findBenchmark } from './benchmarks.js';
import { calibrateRouter } from './calibrate.js';
import type { RecipeContext } from './open-run.js';
import { measuredQueries } from './sealed-benchmark.js';
import { rightLines } from './test/line-world.js';
import { testContext } from './test/test-context.js';

const counts = { validation: 12, test: 16 };
const benchmarks = ['sums', 'modular'];
const queriesOf = (split: 'validation' | 'test', names: readonly string[] = benchmarks): Query[] =>
  names.flatMap((name) => measuredQueries(findBenchmark(name), split, counts[split], 1));

/** Where a query lies on the dial, [0, 1). */
const placeOf = ({ id }: Pick<Query, 'id'>): number => new Random('dial', id).uniform();
const smallIsWrong = ({ id }: Pick<Query, 'id'>): boolean => new Random('wrong', id).bernoulli(0.5);

/** Knob k: the large model answers the queries that lie below k. Knobs and splits that it was asked for are kept. */
function dial(values: readonly number[] = [0.2, 0.5, 0.8]): RouterFamily & { asked: Set<string> } {
  const asked = new Set<string>();
  const tests = new Set(queriesOf('test').map(({ id }) => id));
  return {
    id: 'dial',
    title: 'Dial',
    mode: 'assign',
    source: 'test',
    training: 'none',
    asked,
    knob: { name: 'share', values },
    create: (knob = 0) => ({
      id: 'dial',
      version: '1',
      mode: 'assign',
      knob,
      decide({ query }) {
        asked.add(`${tests.has(query.id) ? 'test' : 'validation'} ${knob}`);
        return { action: { type: 'assign', model: placeOf(query) < knob ? 'large' : 'small' } };
      },
    }),
  };
}

interface World {
  context: RecipeContext;
  family: ReturnType<typeof dial>;
  /** Prompts of the model calls, in order. */
  calls: string[];
}

/** The large model is always right, the small one on about half of the queries; a character is a token. */
function world(family = dial(), prices?: { small: Price; large: Price }): World {
  const all = new Map(
    [...queriesOf('validation'), ...queriesOf('test')].map((query) => [query.prompt, query]),
  );
  const calls: string[] = [];
  const model = (id: string, isWrong: (query: Query) => boolean): MockModel =>
    new MockModel(id, (text): MockAnswer => {
      const end = text.indexOf('?\n') + 2;
      const query = all.get(text.slice(0, end)) as Query;
      calls.push(query.prompt);
      const lines = rightLines(query);
      const at = text.slice(end).split('\n').length - 1;
      const line = lines[at] as string;
      const isLast = at === lines.length - 1;
      const digit = (Number(line.at(-1)) + 1) % 10;
      return {
        text: isLast && isWrong(query) ? `${line.slice(0, -1)}${digit}` : line,
        finishReason: { unified: 'stop', raw: isLast ? 'end' : 'stop-sequence' },
        ...(isLast ? {} : { metadata: { stopSequence: '\n' } }),
      };
    });
  const pool = createPool('dials', [
    {
      id: 'small',
      model: model('small', smallIsWrong),
      parameters: 100,
      ...(prices && { price: prices.small }),
    },
    {
      id: 'large',
      model: model('large', () => false),
      parameters: 1000,
      ...(prices && { price: prices.large }),
    },
  ]);
  const base = testContext({
    settings: [{ id: 'dials', pool }],
    benchmarks,
    routers: ['srm-only', 'lrm-only', 'random'],
    train: { seeds: [1, 2] },
    bench: { validationQueries: counts.validation, testQueries: counts.test, replicates: 50 },
  });
  folders.push(base.config.runs);
  return { context: { ...base, families: [family] }, family, calls };
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const calibrated = (own: World, target: CalibrationTarget) =>
  calibrateRouter(own.context, { router: 'dial', target });

/** Characters of the right answer, line feeds left out: what a mock model counts. */
const lengthOf = (query: Query): number => rightLines(query).join('').length;
const total = (queries: readonly Query[], of: (query: Query) => number): number =>
  queries.reduce((sum, query) => sum + of(query), 0);

/** Cost share of the dial at a knob: the small model costs a tenth. */
const shareAt = (queries: readonly Query[], knob: number): number =>
  total(queries, (query) => lengthOf(query) * (placeOf(query) < knob ? 1 : 0.1)) / total(queries, lengthOf);
const accuracyAt = (queries: readonly Query[], knob: number): number =>
  total(queries, (query) => Number(placeOf(query) < knob || !smallIsWrong(query))) / queries.length;

test('a knob is chosen on validation queries and measured on test queries', async () => {
  const own = world();
  const calibration = await calibrated(own, { kind: 'cost', value: 0.6 });
  const { lines, ...head } = calibration;
  expect(head).toEqual({
    version: 1,
    run: 'test',
    router: 'dial',
    seed: 1,
    target: { kind: 'cost', value: 0.6 },
  });
  expect(lines.map(({ setting, benchmark, queries }) => [setting, benchmark, queries])).toEqual([
    ['dials', 'sums', counts],
    ['dials', 'modular', counts],
    ['dials', 'all', { validation: 24, test: 32 }],
  ]);
  for (const { benchmark, chosen, knobs } of lines) {
    const names = benchmark === 'all' ? benchmarks : [benchmark];
    const knob = chosen?.knob as number;
    // More knobs than the grid has, and what is reported is what the dial does at the one chosen.
    expect(knobs).toBeGreaterThan(3);
    expect(chosen?.router).toBe('dial');
    expect(chosen?.validation.value).toBeLessThanOrEqual(0.6);
    expect(chosen?.validation.value).toBeCloseTo(shareAt(queriesOf('validation', names), knob), 9);
    expect(chosen?.validation.accuracy).toBeCloseTo(accuracyAt(queriesOf('validation', names), knob), 9);
    const { value, accuracy, costShare } = chosen?.test ?? {};
    expect(value?.value).toBeCloseTo(shareAt(queriesOf('test', names), knob), 9);
    expect(costShare).toEqual(value);
    expect(accuracy?.value).toBeCloseTo(accuracyAt(queriesOf('test', names), knob), 9);
    expect(value?.low).toBeLessThan(value?.value as number);
    expect(value?.high).toBeGreaterThan(value?.value as number);
  }
  const written = readJsonFile(own.context.run.file('calibration.json'));
  expect(calibrationSchema.parse(written)).toEqual(calibration);
});

test('a test query is met only after the knobs are chosen, and with no other knob', async () => {
  const own = world();
  const { lines } = await calibrated(own, { kind: 'cost', value: 0.6 });
  const prompts = new Set(queriesOf('test').map(({ prompt }) => prompt));
  const first = own.calls.findIndex((prompt) => prompts.has(prompt));
  expect(first).toBeGreaterThan(0);
  expect(own.calls.slice(first).every((prompt) => prompts.has(prompt))).toBe(true);
  const onTest = [...own.family.asked].filter((entry) => entry.startsWith('test'));
  expect(new Set(onTest)).toEqual(new Set(lines.map(({ chosen }) => `test ${chosen?.knob}`)));
});

test('bisection comes closer to the target than the grid', async () => {
  const { lines } = await calibrated(world(), { kind: 'cost', value: 0.6 });
  const queries = queriesOf('validation');
  const gridShares = [0, 0.2, 0.5, 0.8].map((knob) => shareAt(queries, knob)).filter((share) => share <= 0.6);
  const { chosen } = lines[2] ?? {};
  expect([0.2, 0.5, 0.8]).not.toContain(chosen?.knob);
  expect(chosen?.validation.accuracy).toBeGreaterThanOrEqual(
    Math.max(...[0.2, 0.5].map((knob) => accuracyAt(queries, knob))),
  );
  expect(chosen?.validation.value).toBeGreaterThan(Math.max(...gridShares));
});

test('whole-numbered knobs are not divided', async () => {
  const own = world(dial([0, 1]));
  const { lines } = await calibrated(own, { kind: 'cost', value: 0.6 });
  expect([...own.family.asked].sort()).toEqual(['validation 0', 'validation 1']);
  // At knob 0 the dial is the small model alone: of equals the first, the single model.
  expect(lines.map(({ knobs, chosen }) => [knobs, chosen?.router, chosen?.knob])).toEqual(
    Array(3).fill([2, 'srm-only', null]),
  );
});

test('an accuracy is met by the cheapest knob, all of it by the dearest model alone', async () => {
  const { lines } = await calibrated(world(), { kind: 'accuracy', value: 0.8 });
  for (const { chosen } of lines) {
    expect(chosen?.validation.value).toBeGreaterThanOrEqual(0.8);
    // The dearest model alone is always right here: the share of its accuracy is the accuracy.
    expect(chosen?.test.value).toEqual(chosen?.test.accuracy);
  }
  const narrow = world(dial([0, 0.05]));
  const [line] = (await calibrated(narrow, { kind: 'accuracy', value: 1 })).lines;
  expect([line?.chosen?.router, line?.chosen?.knob]).toEqual(['lrm-only', null]);
  expect(line?.chosen?.test.value).toEqual({ value: 1, low: 1, high: 1 });
});

test('money: of the prices, and an error without them', async () => {
  const price = (outputPerMillion: number): Price => ({
    inputPerMillion: 0,
    outputPerMillion,
    currency: 'EUR',
  });
  const own = world(dial(), { small: price(1000), large: price(10_000) });
  const { lines } = await calibrated(own, { kind: 'money', value: 0.1 });
  for (const { chosen, currency, benchmark } of lines) {
    expect(currency).toBe('EUR');
    const queries = queriesOf('test', benchmark === 'all' ? benchmarks : [benchmark]);
    const large = total(queries, lengthOf) / queries.length / 100; // 0.01 a token
    expect(chosen?.validation.value).toBeLessThanOrEqual(0.1);
    expect(chosen?.test.value.value).toBeCloseTo((chosen?.test.costShare.value as number) * large, 9);
  }
  const free = world();
  await expect(calibrated(free, { kind: 'money', value: 0.1 })).rejects.toThrow(UnknownPriceError);
  expect(free.calls).toEqual([]);
});

test('a second time is answered by the store', async () => {
  const own = world();
  const first = await calibrated(own, { kind: 'cost', value: 0.6 });
  const made = own.calls.length;
  expect(await calibrated(own, { kind: 'cost', value: 0.6 })).toEqual(first);
  expect(own.calls).toHaveLength(made);
});

test('a cost that nothing keeps, and routers without a knob', async () => {
  await expect(calibrated(world(), { kind: 'cost', value: 0.05 })).rejects.toThrow(
    'cost=0.05 is out of reach: the cheapest point on validation queries, dials / sums, comes to 0.1000',
  );
  const target = { kind: 'cost', value: 0.5 } as const;
  for (const router of ['lrm-only', 'oracle', 'dail']) {
    await expect(calibrateRouter(world().context, { router, target })).rejects.toThrow(ConfigurationError);
  }
});

test('without a name: the last configured router that has a knob', async () => {
  const own = world();
  const calibration = await calibrateRouter(own.context, { target: { kind: 'cost', value: 0.5 } });
  expect(calibration.router).toBe('random');
});
