import { type Judge, type Judgement, type Rubric, type RubricRecord, ValidationError } from '@roro/core';
import { sketchTrajectory } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { lineWorld } from '../test/line-world.js';
import { rubricReward } from './process-reward.js';

const { pool } = lineWorld(1, { small: () => [] }).setting;

const rubricOf = (queryId: string): Rubric => ({
  version: 1,
  queryId,
  criteria: [
    { id: 'line', text: 'The routing is good.', weight: 3, kind: 'hard-rule', scope: 'step' },
    { id: 'cost', text: 'The routing is cheap.', weight: 1, kind: 'principle', scope: 'trajectory' },
  ],
});

const record = (queryId: string): RubricRecord => ({
  version: 1,
  queryId,
  rubricor: { id: 'fake-rubricor', version: '1' },
  rubric: rubricOf(queryId),
  usage: [],
});

function judgement(trajectoryId: string): Judgement {
  return {
    version: 1,
    trajectoryId,
    judge: { id: 'fake-judge', version: '1' },
    criteria: [
      {
        id: 'line',
        probability: 0.75,
        evidence: '',
        perStep: [
          { index: 0, probability: 1 },
          { index: 2, probability: 0.5 },
        ],
      },
      { id: 'cost', probability: 0.25, evidence: '' },
    ],
    score: 0.25,
    usage: [],
  };
}

const rubricor = { id: 'fake-rubricor', version: '1', write: ({ id }: { id: string }) => record(id) };
const judge: Judge = { id: 'fake-judge', version: '1', judge: ({ id }) => judgement(id) };
const trajectory = sketchTrajectory('s@1 s@2 L@3', { correct: true, answer: 'secret-42' });

describe('rubricReward', () => {
  it('is the score of the judge, taken apart over the steps', () => {
    const judged = rubricReward({ rubricor, judge }, pool).score(trajectory);
    expect(judged?.score).toBe(0.25);
    // 3 · (2p − 1) / (2 · 4) for the two steps of the first criterion, 1 · −0.5 / (3 · 4) for all of the second.
    const [first, second, third] = judged?.steps ?? [];
    expect(first).toBeCloseTo(3 / 8 - 0.5 / 12, 12);
    expect(second).toBeCloseTo(-0.5 / 12, 12);
    expect(third).toBeCloseTo(-0.5 / 12, 12);
    expect(judged?.steps?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.25, 12);
  });

  it('has one rubric written a query, and shows neither part the answer', () => {
    const seen: unknown[] = [];
    const counted = {
      ...rubricor,
      write: (query: { id: string }) => {
        seen.push(query);
        return record(query.id);
      },
    };
    const looking: Judge = {
      ...judge,
      judge: (view) => {
        seen.push(view);
        return judgement(view.id);
      },
    };
    const reward = rubricReward({ rubricor: counted, judge: looking }, pool);
    for (const queryId of ['p', 'q', 'p']) {
      reward.score(sketchTrajectory('s@1', { queryId, answer: 'secret-42', correct: true }));
    }
    expect(seen).toHaveLength(2 + 3);
    expect(JSON.stringify(seen)).not.toMatch(/secret-42|"correct"/);
  });

  it('is undefined where the judge gave no score', () => {
    const failing: Judge = {
      ...judge,
      judge: ({ id }) => {
        const { score: _score, ...rest } = judgement(id);
        return { ...rest, criteria: [], failure: 'unreadable' };
      },
    };
    expect(rubricReward({ rubricor, judge: failing }, pool).score(trajectory)).toBeUndefined();
  });

  it('refuses backends that do not answer at once, and names them and the next step', () => {
    const slowRubricor = { ...rubricor, write: async ({ id }: { id: string }) => record(id) };
    const slowJudge: Judge = { ...judge, judge: async ({ id }) => judgement(id) };
    const cases = [
      [{ rubricor: slowRubricor, judge }, /rubricor "fake-rubricor".*roro train reward/],
      [{ rubricor, judge: slowJudge }, /judge "fake-judge".*roro train reward/],
    ] as const;
    for (const [backends, message] of cases) {
      const score = () => rubricReward(backends, pool).score(trajectory);
      expect(score).toThrow(ValidationError);
      expect(score).toThrow(message);
    }
  });

  it('refuses a query without a rubric', () => {
    const { rubric: _rubric, ...rest } = record('sketch');
    const failing = { ...rubricor, write: (): RubricRecord => ({ ...rest, failure: 'nothing to say' }) };
    expect(() => rubricReward({ rubricor: failing, judge }, pool).score(trajectory)).toThrow(ValidationError);
  });
});
