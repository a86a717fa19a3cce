import { rmSync } from 'node:fs';
import { ConfigurationError, RunDirectory, ValidationError, viewQuery, writeFileAtomic } from '@roro/core';
import { sketchTrajectory } from '@roro/core/test';
import { encodeJudgeFile, LearnedJudge } from '@roro/judge';
import { judgeMetadata, judgePolicy } from '@roro/judge/train';
import { criterionBank, encodeRubricorFile, LearnedRubricor } from '@roro/rubricor';
import { rubricorMetadata, rubricorPolicy } from '@roro/rubricor/train';
import { chooseBackend } from '@roro/tensor';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RecipeContext } from '../open-run.js';
import { lineWorld } from '../test/line-world.js';
import { testContext } from '../test/test-context.js';
import { judgeTrajectory, judgeWith } from './judge-trajectory.js';

const { pool } = lineWorld(1, { small: () => [] }).setting;
const trajectory = sketchTrajectory('s0.02@1 L@2 s@3', { id: 'abcdef', queryId: 'mixed-train-1-0' });

let judge: LearnedJudge;
/** Untrained, without the definitions of these ids. */
let rubricorWithout: (dropped: readonly string[]) => LearnedRubricor;

beforeAll(async () => {
  await chooseBackend();
  const policies = {
    judge: judgePolicy({ bank: criterionBank, seed: 1 }),
    rubricor: rubricorPolicy({ bank: criterionBank, seed: 1 }),
  };
  const [judgeWeights, rubricorWeights] = [policies.judge.snapshot(), policies.rubricor.snapshot()];
  for (const policy of Object.values(policies)) policy.dispose();
  judge = new LearnedJudge(encodeJudgeFile(judgeWeights, judgeMetadata(criterionBank)), {
    bank: criterionBank,
  });
  rubricorWithout = (dropped) =>
    new LearnedRubricor(encodeRubricorFile(rubricorWeights, rubricorMetadata(criterionBank, dropped)));
});

describe('judgeWith', () => {
  it('gives rubric, a verdict a criterion, and contributions of the steps that add up to the score', () => {
    const rubricor = rubricorWithout([]);
    const judged = judgeWith({ rubricor, judge }, trajectory, pool);
    expect(judged.trajectory).toBe(trajectory);
    expect(judged.rubric).toEqual(rubricor.write(viewQuery(trajectory.query)).rubric);
    expect(judged.judgement.trajectoryId).toBe('abcdef');
    expect(judged.judgement.criteria.map(({ id }) => id)).toEqual(judged.rubric.criteria.map(({ id }) => id));
    expect(judged.steps).toHaveLength(3);
    expect(judged.steps.reduce((sum, value) => sum + value, 0)).toBeCloseTo(judged.judgement.score ?? 9, 12);
  });

  it('says which query has no rubric, and why', () => {
    const rubricor = rubricorWithout(criterionBank.map(({ id }) => id).filter((id) => id !== 'small-opens'));
    const attempt = () => judgeWith({ rubricor, judge }, trajectory, pool);
    expect(attempt).toThrow(ValidationError);
    expect(attempt).toThrow(/query "mixed-train-1-0": Expected at least 3 criteria .*found 1/);
  });
});

describe('judgeTrajectory', () => {
  let context: RecipeContext;

  beforeEach(() => {
    context = testContext();
  });

  afterEach(() => rmSync(context.config.runs, { recursive: true }));

  const settings = [{ id: 'same-family', pool: 'abacus-same' }];

  /** A run with one trajectory that these models wrote. */
  function runWith(id: string, models: readonly string[], config: unknown): void {
    const manifest = { packages: {}, seed: 1 };
    const run = RunDirectory.create({ root: context.config.runs, id, config, manifest });
    const steps = trajectory.steps.map((step, i) => ({ ...step, model: models[i % models.length] }));
    const line = JSON.stringify({ ...trajectory, id: `${id}-abcdef`, steps });
    writeFileAtomic(run.file('trajectories', 'same-family.jsonl'), `${line}\n`);
  }

  const attempt = (name: string, run?: string) =>
    judgeTrajectory({
      trajectory: name,
      root: context.config.runs,
      seed: 3,
      ...(run === undefined ? {} : { run }),
    });

  it('names the next step where there is no such trajectory or run', async () => {
    await expect(attempt('nothing')).rejects.toThrow(ConfigurationError);
    await expect(attempt('nothing')).rejects.toThrow(/No trajectory "nothing" among 0 .*roro collect/);
    runWith('first', ['srm', 'lrm'], { settings });
    await expect(attempt('nothing')).rejects.toThrow(/No trajectory "nothing" among 1 .*trajectory id/);
    await expect(attempt('first-abc', 'firts')).rejects.toThrow(ConfigurationError);
    await expect(attempt('first-abc', 'firts')).rejects.toThrow(/no run "firts".*"first"/);
  });

  it('names run, seed and trajectory where no reward model was trained', async () => {
    runWith('first', ['srm', 'lrm'], { settings });
    for (const name of ['first-abcdef', 'first-a', 'mixed-train-1-0']) {
      await expect(attempt(name)).rejects.toThrow(ConfigurationError);
      await expect(attempt(name)).rejects.toThrow(
        /Run "first" has no reward model of seed 3 .*"first-abcdef".*roro train reward.*--seed/,
      );
    }
  });

  it('takes no reward model of another pool, nor of a pool that was made in code', async () => {
    runWith('foreign', ['someone', 'else'], { settings });
    runWith('code', ['srm', 'lrm'], { settings: [{ id: 'same-family', pool: { id: 'mine', models: [] } }] });
    for (const id of ['foreign', 'code']) {
      const report = RunDirectory.open(id, context.config.runs).file(
        'reward',
        'same-family-roro-seed3',
        'report.json',
      );
      writeFileAtomic(report, '{}');
      await expect(attempt(`${id}-abcdef`)).rejects.toThrow(ConfigurationError);
      await expect(attempt(`${id}-abcdef`)).rejects.toThrow(/no reward model/);
    }
  });
});
