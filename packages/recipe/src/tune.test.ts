import { readFileSync, rmSync } from 'node:fs';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, expect, it } from 'vitest';
import { findMethod, type Method } from './methods.js';
import { testContext } from './test/test-context.js';
import { readTuned, tune } from './tune.js';

beforeAll(() => chooseBackend());

it('tries as many ways for every method, takes the best on validation, and measures nothing twice', async () => {
  const context = testContext({
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    collect: { queriesPerBenchmark: 4, diverseQueriesPerBenchmark: 1, criticalSamples: 1 },
    train: { updates: 1, groupsPerUpdate: 2, groupSize: 3, seeds: [7] },
    bench: { validationQueries: 4 },
  });
  const methods = ['trim-agg', 'grpo'].map((id) => findMethod(id) as Method);
  const tuned = await tune(context, methods);
  for (const { id } of methods) {
    const own = tuned.trials.filter(({ method }) => method === id);
    expect(own).toHaveLength(14);
    expect(new Set(own.map(({ training }) => JSON.stringify(training))).size).toBe(14);
    const best = Math.max(...own.map(({ accuracy }) => accuracy));
    const chosen = own.find(({ training }) => training === tuned.methods[id]);
    expect(chosen?.accuracy).toBe(best);
    for (const { accuracy, settings } of own) {
      const {
        '20': low,
        '40': middle,
        '60': high,
      } = settings['same-family'] as { '20': number; '40': number; '60': number };
      expect(accuracy).toBeCloseTo((low + middle + high) / 3, 12);
    }
  }
  expect(readTuned(context.run.file('tuned.json'))).toEqual(tuned);
  const lines = readFileSync(context.run.file('tune.jsonl'), 'utf8');
  expect(await tune(context, methods)).toEqual(tuned);
  expect(readFileSync(context.run.file('tune.jsonl'), 'utf8')).toBe(lines);
  expect(() => readTuned(context.run.file('config.json'))).toThrow(/is no tuned\.json/);
  rmSync(context.config.runs, { recursive: true, force: true });
});
