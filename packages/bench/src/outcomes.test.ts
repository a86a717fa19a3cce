import { ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import type { OutcomeRow } from './outcome-row.js';
import { endOutcomes, packOutcomes, packSplit } from './outcomes.js';
import { simulatedRows } from './test-data/simulated-rows.js';

const row = (over: Partial<OutcomeRow>): OutcomeRow => ({
  setting: 'same-family',
  benchmark: 'mixed',
  split: 'test',
  router: 'random',
  knob: 0.5,
  seed: 1,
  queryId: 'a',
  correct: true,
  cost: 10,
  largeTokens: 5,
  tokens: 10,
  calls: 2,
  ...over,
});

test('a query holds the mean of its seeds', () => {
  const packed = packOutcomes([
    row({ queryId: 'b', seed: 2, correct: false, cost: 30, calls: 4 }),
    row({ queryId: 'a', seed: 2, largeTokens: 1 }),
    row({ queryId: 'a', seed: 1, correct: false, cost: 20 }),
    row({ queryId: 'b', seed: 1, correct: false, cost: 50 }),
  ]);
  const random = packed.routers.get('random');
  expect(packed.queryIds).toEqual(['a', 'b']);
  expect(random?.seeds).toEqual([1, 2]);
  expect([...(random?.knobs[0]?.correct ?? [])]).toEqual([0.5, 0]);
  expect([...(random?.knobs[0]?.cost ?? [])]).toEqual([15, 40]);
  expect(random?.knobs[0]?.bySeed).toEqual([
    { seed: 1, accuracy: 0, cost: 35 },
    { seed: 2, accuracy: 0.5, cost: 20 },
  ]);
  expect(random?.knobs[0]?.largeTokenShare).toBe(16 / 40);
  expect(random?.knobs[0]?.callsPerQuery).toBe(2.5);
});

test('missing, doubled and foreign outcomes are errors', () => {
  const complete = [row({ queryId: 'a' }), row({ queryId: 'b' })];
  expect(() => packOutcomes([...complete, row({ queryId: 'a' })])).toThrow(ValidationError);
  expect(() => packOutcomes([...complete, row({ queryId: 'a', router: 'entropy' })])).toThrow(
    /same-family \/ mixed \/ test \/ entropy at 0.5: expected 2 outcomes/,
  );
  expect(() => packOutcomes([...complete, row({ queryId: 'a', seed: 2 })])).toThrow(/2 queries × 2 seeds/);
  expect(() => packOutcomes([])).toThrow(ValidationError);
});

test('splits, settings and benchmarks are kept apart', () => {
  const rows = simulatedRows({ settings: ['same-family', 'cross-family'], queries: 3 });
  const tests = packSplit(rows, 'test');
  expect(tests.map((outcomes) => `${outcomes.setting} ${outcomes.benchmark}`)).toEqual([
    'same-family sums',
    'same-family mixed',
    'cross-family sums',
    'cross-family mixed',
  ]);
  expect(packSplit(rows, 'train')).toEqual([]);
});

test('an end must be there, once', () => {
  const packed = packOutcomes([row({ router: 'lrm-only', knob: 0 }), row({ router: 'lrm-only', knob: 1 })]);
  expect(() => endOutcomes(packed, 'srm-only')).toThrow(/expected one point of "srm-only", found 0/);
  expect(() => endOutcomes(packed, 'lrm-only')).toThrow(/found 2/);
});
