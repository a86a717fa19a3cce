import {
  type Judge,
  type Judgement,
  type Rubric,
  type Rubricor,
  type RubricQuery,
  type RubricRecord,
  ValidationError,
} from '@roro/core';
import { sketchTrajectory, sketchView } from '@roro/core/test';
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
  it('is the score of the judge, taken apart over the steps', async () => {
    const given = rubricReward({ rubricor, judge }, pool).score(trajectory);
    // Backends that answer at once make nobody wait.
    expect(given).not.toBeInstanceOf(Promise);
    const judged = await given;
    expect(judged?.score).toBe(0.25);
    // 3 · (2p − 1) / (2 · 4) for the two steps of the first criterion, 1 · −0.5 / (3 · 4) for all of the second.
    const [first, second, third] = judged?.steps ?? [];
    expect(first).toBeCloseTo(3 / 8 - 0.5 / 12, 12);
    expect(second).toBeCloseTo(-0.5 / 12, 12);
    expect(third).toBeCloseTo(-0.5 / 12, 12);
    expect(judged?.steps?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.25, 12);
  });

  it('has one rubric written a query, and shows neither part the answer', async () => {
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
      await reward.score(sketchTrajectory('s@1', { queryId, answer: 'secret-42', correct: true }));
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

  it('has the rubric written with what models made of the query, where that is known', async () => {
    const seen: unknown[] = [];
    const counted = {
      ...rubricor,
      write: (query: RubricQuery) => {
        seen.push(query.attempts?.length);
        return record(query.id);
      },
    };
    const { query } = sketchView('s@1', { queryId: 'p' });
    const queries = new Map([['p', { ...query, attempts: [sketchView('L@1')] }]]);
    const reward = rubricReward({ rubricor: counted, judge }, pool, queries);
    for (const queryId of ['p', 'q']) await reward.score(sketchTrajectory('s@1', { queryId }));
    expect(seen).toEqual([1, undefined]);
  });

  it('waits for backends that take their time: one rubric a query, whatever comes first', async () => {
    let rubrics = 0;
    const signals: (AbortSignal | undefined)[] = [];
    const slowRubricor: Rubricor = {
      ...rubricor,
      write: async ({ id }, { signal } = {}) => {
        rubrics += 1;
        signals.push(signal);
        return record(id);
      },
    };
    const delays = [3, 2, 1];
    const slowJudge: Judge = {
      ...judge,
      judge: async ({ id }, _rubric, { signal } = {}) => {
        signals.push(signal);
        await new Promise((resolve) => setTimeout(resolve, delays.pop()));
        return judgement(id);
      },
    };
    const { signal } = new AbortController();
    const reward = rubricReward({ rubricor: slowRubricor, judge: slowJudge }, pool, new Map(), signal);
    const given = ['a', 'b', 'c'].map((id) => reward.score({ ...trajectory, id }));
    expect(given.every((score) => score instanceof Promise)).toBe(true);
    expect((await Promise.all(given)).map((scored) => scored?.score)).toEqual([0.25, 0.25, 0.25]);
    expect(rubrics).toBe(1);
    expect(signals).toEqual([signal, signal, signal, signal]);
  });

  it('refuses a query without a rubric; one that a language model failed to write leaves its rollouts out', async () => {
    const { rubric: _rubric, ...rest } = record('sketch');
    const failing = { ...rubricor, write: (): RubricRecord => ({ ...rest, failure: 'nothing to say' }) };
    expect(() => rubricReward({ rubricor: failing, judge }, pool).score(trajectory)).toThrow(ValidationError);
    const usage = [
      { model: 'm', purpose: 'judge', prefillTokens: 9, cachedTokens: 0, generatedTokens: 1, seconds: 1 },
    ] as const;
    const malformed = { ...rubricor, write: async () => ({ ...failing.write(), usage: [...usage] }) };
    expect(await rubricReward({ rubricor: malformed, judge }, pool).score(trajectory)).toBeUndefined();
  });

  it('asks for a rubric again that nobody could be asked for', async () => {
    let isDown = true;
    const shaky: Rubricor = {
      ...rubricor,
      write: async ({ id }) => {
        if (isDown) throw new Error('down');
        return record(id);
      },
    };
    const reward = rubricReward({ rubricor: shaky, judge }, pool);
    await expect(reward.score(trajectory)).rejects.toThrow('down');
    isDown = false;
    expect((await reward.score(trajectory))?.score).toBe(0.25);
  });
});
