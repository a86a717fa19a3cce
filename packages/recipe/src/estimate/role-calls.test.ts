import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../config.js';
import { openRun, type RecipeContext } from '../open-run.js';
import { type RoleCalls, roleCalls } from './role-calls.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-role-calls-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const model = (id: string) => ({ model: new MockModel(id, () => ({ text: '' })) });

/** Two seeds; 3 updates of 2 groups of 4 rollouts, on 4 queries of a benchmark. */
async function contextOf(roles: object = {}): Promise<RecipeContext> {
  const languageModels = { rubricor: model('writer'), judge: model('judge'), ...roles };
  const config = parseConfig({
    runs: folder,
    benchmarks: ['sums'],
    collect: { queriesPerBenchmark: 4 },
    reward: { languageModels } as ConfigInput['reward'],
    train: { updates: 3, groupsPerUpdate: 2, groupSize: 4, seeds: [1, 2] },
  });
  return { config, run: await openRun(config, 'run') };
}

const counts = (calls: readonly RoleCalls[]) => calls.map(({ calls: own }) => own);

it('bounds an alternation and the training that needs it (hand-computed)', async () => {
  const context = await contextOf();
  // With the defaults V = 60, T = 40, P = 100, C = 3 and two rounds: 4,160 judgements of at most 8 calls, rubrics of
  // 200 queries and of 2·(3·100 + 100) more, and 3 proposals in each of 4 phases; then 24 judgements and 4 rubrics.
  expect(roleCalls(context, 'same-family', ['grpo', 'roro'])).toEqual([
    { role: 'rubricor', model: 'writer', calls: 2 * (200 + 800 + 4) },
    { role: 'judge', model: 'judge', calls: 2 * (4160 + 24) * 8 },
    { role: 'proposer', model: 'writer', calls: 2 * 12 },
  ]);
});

it('counts no alternation that has its report, and every method that judges its rollouts', async () => {
  const context = await contextOf({ proposer: model('strong'), probabilities: 'sampling', samples: 2 });
  for (const seed of [1, 2]) {
    const path = context.run.file(`reward/same-family-roro-seed${seed}`);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'report.json'), '{}');
  }
  const both = ['roro', 'roro-no-cost'];
  expect(counts(roleCalls(context, 'same-family', both))).toEqual([2 * 2 * 4, 2 * 2 * 24 * 2, 0]);
  expect(counts(roleCalls(context, 'cross-family', ['roro']))).toEqual([2 * 1004, 2 * 4184 * 2, 2 * 12]);
});

it('is empty where nothing that is trained needs a role, or networks learn them', async () => {
  expect(roleCalls(await contextOf(), 'same-family', ['grpo', 'random'])).toEqual([]);
  const config = parseConfig({ runs: folder });
  expect(roleCalls({ config, run: await openRun(config, 'other') }, 'same-family', ['roro'])).toEqual([]);
});
