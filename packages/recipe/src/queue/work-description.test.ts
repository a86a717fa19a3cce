import { createPool } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { randomFamily } from '@roro/routers';
import { expect, it } from 'vitest';
import { findBenchmark } from '../benchmarks.js';
import { type ConfigInput, parseConfig } from '../config.js';
import { describeWork, workDifferences, workQueueName } from './work-description.js';

const described = (input: ConfigInput = {}) => describeWork(parseConfig(input));
const plain = described();

it('is one for all that only says how much work there is', () => {
  for (const input of [
    { seed: 7, runs: 'elsewhere', concurrency: 3 },
    { routers: ['srm-only', 'lrm-only', 'steer'], benchmarks: ['sums'] },
    { collect: { queriesPerBenchmark: 3 }, train: { seeds: [4], updates: 1 }, bench: { testQueries: 2 } },
    { failures: { retries: 9 } },
  ]) {
    expect(workQueueName(described(input))).toBe(workQueueName(plain));
    expect(workDifferences(plain, described(input))).toEqual([]);
  }
  expect(workQueueName(plain)).toMatch(/^work-[0-9a-f]{16}$/);
});

it('names what differs', () => {
  const differs = (input: ConfigInput) => workDifferences(plain, described(input)).join('; ');
  expect(differs({ generation: { temperature: 1 } })).toMatch(
    /has another setting "same-family" \(models, generation, budget\); has another setting "cross-family"/,
  );
  expect(differs({ budget: { maxSteps: 3 } })).toMatch(/has another setting "same-family"/);
  expect(differs({ settings: [{ id: 'same-family', pool: 'abacus-same' }] })).toBe(
    'lacks setting "cross-family" (models, generation, budget)',
  );
  const model = (id: string, parameters: number) => ({ id, parameters, model: new MockModel(id, []) });
  const own = createPool('own', [model('a', 1), model('b', 2)]);
  const both = [
    { id: 'same-family', pool: 'abacus-same' },
    { id: 'cross-family', pool: 'abacus-cross' },
  ];
  expect(differs({ settings: [...both, { id: 'own', pool: own }] })).toBe(
    'has setting "own" (models, generation, budget), which is not wanted',
  );
  const sums = { ...findBenchmark('sums'), id: 'mine' };
  const mine = described({ benchmarks: [sums] });
  const other = described({ benchmarks: [{ ...sums, format: { ...sums.format, delimiter: '\n\n' } }] });
  expect(workDifferences(mine, other)).toEqual(['has another benchmark "mine" (delimiter, thinking tags)']);
  const families = describeWork(parseConfig({}), [{ ...randomFamily, id: 'theirs' }]);
  expect(workDifferences(families, plain)).toEqual(['lacks router packages']);
  const old = { ...plain, 'version of @roro/engine': '0.1.0' };
  expect(workDifferences({ ...plain, 'version of @roro/engine': '0.2.0' }, old)).toEqual([
    'has version of @roro/engine 0.1.0, not 0.2.0',
  ]);
});
