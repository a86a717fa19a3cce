import { rmSync } from 'node:fs';
import type { Trajectory } from '@roro/core';
import { MemoryStepStore } from '@roro/engine';
import { expect, it } from 'vitest';
import { readStudiedQuery } from './attempts.js';
import { collectSetting } from './collect.js';
import { rewardData } from './reward/reward-data.js';
import { lineWorld } from './test/line-world.js';
import { testContext } from './test/test-context.js';

it('shows a Rubricor where the models part, and nothing of right and wrong', async () => {
  // The small model gets the second line of every second query wrong.
  const world = lineWorld(4, {
    small: ({ id }) => (Number(id.split('-').at(-1)) % 2 === 1 ? [1] : []),
  });
  const context = testContext({
    benchmarks: ['sums'],
    collect: { queriesPerBenchmark: 4, diverseQueriesPerBenchmark: 4 },
  });
  const collection = await collectSetting(context, world.setting, new MemoryStepStore());
  const { studied } = rewardData({ train: [], validation: [], test: [] }, collection, world.setting);
  expect(studied.size).toBe(4);
  for (const [id, { attempts = [] }] of studied) {
    // Two of each model alone, two over drafts.
    expect(attempts).toHaveLength(6);
    const drafted = attempts.filter(({ steps }) => steps.every((step) => step.rejectedDraft !== undefined));
    expect(drafted).toHaveLength(2);
    const parts = drafted.map(({ steps }) =>
      steps.flatMap((step, index) => (step.rejectedDraft?.text === step.text ? [] : [index])),
    );
    expect(parts).toEqual(Number(id.split('-').at(-1)) % 2 === 1 ? [[1], [1]] : [[], []]);
    const text = JSON.stringify(studied.get(id));
    for (const word of ['"correct"', '"answer"', '"finalAnswer"']) expect(text).not.toContain(word);
  }
  const { query } = (collection.ends.values().next().value as Trajectory[])[0] as Trajectory;
  expect(readStudiedQuery(context.run, world.setting, query)).toEqual(studied.get(query.id));
  expect(readStudiedQuery(context.run, world.setting, { ...query, id: 'another' })).not.toHaveProperty(
    'attempts',
  );
  rmSync(context.config.runs, { recursive: true, force: true });
});
