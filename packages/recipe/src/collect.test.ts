import { rmSync } from 'node:fs';
import { criticalStepsSchema, type Query, type Stratum, trajectorySchema } from '@roro/core';
import { MemoryStepStore } from '@roro/engine';
import { describe, expect, it } from 'vitest';
import { collectSetting, stratified } from './collect.js';
import type { RecipeContext } from './open-run.js';
import { interleavedQueries, trainingBenchmarks } from './settings.js';
import { lineWorld, rightLines } from './test/line-world.js';
import { testContext } from './test/test-context.js';

describe('stratified', () => {
  const queries = Array.from(
    { length: 30 },
    (_, i): Query => ({ id: `q${i}`, prompt: '', benchmark: 'sums', meta: {} }),
  );
  // 20 small-right, 8 only-large-right, 2 neither-right.
  const stratumOf = ({ id }: Query): Stratum => {
    const number = Number(id.slice(1));
    if (number % 15 === 14) return 'neither-right';
    return number % 15 < 10 ? 'small-right' : 'only-large-right';
  };
  const counts = (chosen: readonly Query[]): number[] =>
    (['small-right', 'only-large-right', 'neither-right'] as const).map(
      (stratum) => chosen.filter((query) => stratumOf(query) === stratum).length,
    );

  it('takes as much of every stratum; what one lacks the others fill', () => {
    expect(counts(stratified(queries, stratumOf, 3, 1))).toEqual([1, 1, 1]);
    expect(counts(stratified(queries, stratumOf, 6, 1))).toEqual([2, 2, 2]);
    expect(counts(stratified(queries, stratumOf, 12, 1))).toEqual([5, 5, 2]);
    expect(counts(stratified(queries, stratumOf, 24, 1))).toEqual([14, 8, 2]);
  });

  it('never takes more than asked for, nor more than there are', () => {
    for (let count = 0; count <= 40; count++) {
      const chosen = stratified(queries, stratumOf, count, 1);
      expect(chosen).toHaveLength(Math.min(count, 30));
      expect(new Set(chosen).size).toBe(chosen.length);
      if (count >= 3) expect(Math.min(...counts(chosen))).toBeGreaterThan(0);
    }
    expect(stratified([], stratumOf, 3, 1)).toEqual([]);
  });

  it('keeps the order of the queries; the seed decides which ones', () => {
    const chosen = stratified(queries, stratumOf, 12, 1);
    expect(chosen).toEqual(queries.filter((query) => chosen.includes(query)));
    expect(stratified(queries, stratumOf, 12, 1)).toEqual(chosen);
    expect(stratified(queries, stratumOf, 12, 2)).not.toEqual(chosen);
  });

  it('counts queries of no known stratum as a stratum of their own', () => {
    const chosen = stratified(
      queries,
      (query) => (Number(query.id.slice(1)) < 4 ? undefined : 'small-right'),
      6,
      1,
    );
    expect(chosen.filter(({ id }) => Number(id.slice(1)) < 4)).toHaveLength(3);
  });
});

describe('collectSetting', () => {
  it('writes ends, critical steps and diverse rollouts of all strata; again from the store without a call', async () => {
    const context = testContext({
      benchmarks: ['sums', 'word'],
      generation: { samplesPerNode: 1 },
      collect: { queriesPerBenchmark: 12, diverseQueriesPerBenchmark: 6, endSamples: 1 },
    });
    const { config, run } = context;
    const queries = interleavedQueries(trainingBenchmarks(config), 'train', 12, config.seed);
    const wanted = new Map(queries.map((query, index) => [query.prompt, index % 3]));
    const middle = (query: Query): number => Math.floor(rightLines(query).length / 2);
    const world = lineWorld(
      queries.length,
      {
        small: (query) => (wanted.get(query.prompt) === 0 ? [] : [middle(query)]),
        large: (query) => (wanted.get(query.prompt) === 2 ? [middle(query)] : []),
      },
      ({ prompt }) => wanted.has(prompt),
    );
    const store = new MemoryStepStore();
    const collection = await collectSetting(context, world.setting, store);
    expect(collection.queries).toEqual(queries);
    const strata = ['small-right', 'only-large-right', 'neither-right'];
    const critical = run.read(criticalStepsSchema, 'critical', 'lines.jsonl');
    expect(critical).toEqual([...collection.critical.values()]);
    for (const [index, query] of queries.entries()) {
      const label = collection.critical.get(query.id);
      expect(label?.stratum).toBe(strata[index % 3]);
      expect(label?.steps).toEqual(index % 3 === 1 ? [middle(query)] : []);
      expect(collection.ends.get(query.id)?.map(({ steps }) => steps[0]?.model)).toEqual(['small', 'large']);
    }
    expect(run.read(trajectorySchema, 'trajectories', 'lines.jsonl')).toEqual(
      [...collection.ends.values()].flat(),
    );
    const diverse = run.read(trajectorySchema, 'trajectories', 'lines-diverse.jsonl');
    expect(diverse).toEqual(collection.diverse);
    const chosen = [...new Set(diverse.map(({ query }) => query.id))];
    expect(chosen.map((id) => collection.critical.get(id)?.stratum).sort()).toEqual(
      [...strata, ...strata].sort(),
    );
    for (const id of chosen) {
      const own = diverse.filter(({ query }) => query.id === id);
      // Ten policies: no entropies are known here, so none goes by them.
      expect(own).toHaveLength(10);
      expect(new Set(own.map(({ router }) => router.id)).has('critical-only')).toBe(
        collection.critical.get(id)?.stratum === 'only-large-right',
      );
    }
    const { spent, spentOnEnds } = collection;
    expect(spentOnEnds.rollouts).toBe(24);
    expect(spentOnEnds.meter.size).toBeLessThan(spent.meter.size);
    const searched = queries.filter((_, index) => index % 3 === 1);
    const finishes = 3 * searched.reduce((sum, query) => sum + rightLines(query).length, 0);
    expect(spent.rollouts).toBe(24 + finishes + 12 + diverse.length);
    // All that was generated was paid for by this collection.
    const calls = world.small.calls.length + world.large.calls.length;
    expect(spent.meter.counts().generated).toBe(calls);

    expect(await collectSetting(context, world.setting, store)).toBe(collection);
    const again = testContext({ ...config });
    const second = await collectSetting(again, world.setting, store);
    expect(second).not.toBe(collection);
    expect(second.diverse).toEqual(collection.diverse);
    expect(second.spent.meter.counts()).toEqual(spent.meter.counts());
    expect(world.small.calls.length + world.large.calls.length).toBe(calls);
    for (const folder of [config.runs, again.config.runs]) rmSync(folder, { recursive: true });
  });

  it('ends where a model never answers; one that fails now and then is only spoken of', async () => {
    const notes: string[] = [];
    const context: RecipeContext = {
      ...testContext({
        benchmarks: ['sums'],
        failures: { retries: 0 },
        collect: { queriesPerBenchmark: 4, diverseQueriesPerBenchmark: 1, endSamples: 1 },
      }),
      onNote: (text) => notes.push(text),
    };
    const { config, run } = context;
    const queries = interleavedQueries(trainingBenchmarks(config), 'train', 4, config.seed);
    const prompts = queries.map(({ prompt }) => prompt);
    const collectWith = async (refused: readonly string[]): Promise<void> => {
      const large = ({ prompt }: Query): number[] => {
        if (refused.includes(prompt)) throw new Error('no such model');
        return [];
      };
      const world = lineWorld(4, { small: () => [], large }, ({ prompt }) => prompts.includes(prompt));
      await collectSetting(context, world.setting, new MemoryStepStore());
    };
    await expect(collectWith(prompts)).rejects.toThrow(
      /^All 4 rollouts of "large" alone failed in lines; the first, query ".*": .*no such model\. Find out .*`roro models check`/,
    );
    expect(run.read(trajectorySchema, 'trajectories', 'lines.jsonl')).toHaveLength(8);
    expect(notes).toEqual([]);
    await collectWith(prompts.slice(0, 1));
    expect(notes[0]).toMatch(/^Warning: 1 of 8 rollouts of lines failed .*no such model\.$/);
    rmSync(config.runs, { recursive: true });
  });
});
