import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, GenerationError, type Judge, type Judgement, type Rubric } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JudgeScores } from './judge-scores.js';
import { rubric, tableJudge } from './test/trainer-world.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-scores-'));
  path = join(folder, 'judgements.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Answer = Pick<Judgement, 'score'> | { failure: string; paid: boolean };
const call = {
  model: 'm',
  purpose: 'judge',
  prefillTokens: 1,
  cachedTokens: 0,
  generatedTokens: 1,
  seconds: 0,
} as const;

/** A language model as a judge: answers by a function of the trajectory and of how often it was asked about it. */
function llm(answer: (id: string, time: number) => Answer, version = '1'): Judge & { asked: string[] } {
  const asked: string[] = [];
  return {
    id: 'llm-judge',
    version,
    asked,
    async judge({ id }): Promise<Judgement> {
      asked.push(id);
      const given = answer(id, asked.filter((each) => each === id).length);
      const head: Omit<Judgement, 'usage'> = {
        version: 1,
        trajectoryId: id,
        judge: { id: 'llm-judge', version },
        criteria: [],
      };
      return 'failure' in given
        ? { ...head, failure: given.failure, usage: given.paid ? [call] : [] }
        : { ...head, ...given, usage: [call] };
    },
  };
}

const ask = (...ids: string[]) => ids.map((id) => ({ view: sketchView('s@1', { id }), rubric }));
const score = (id: string): Answer => ({ score: id.length / 10 });

it('asks once for what is alike, keeps it in the file, and not again for what is there', async () => {
  const judge = llm(score);
  const scores = new JudgeScores(judge, path);
  expect(await scores.scores(ask('a', 'bb', 'a'), undefined)).toEqual([0.1, 0.2, 0.1]);
  expect(judge.asked).toEqual(['a', 'bb']);
  scores.close();
  const again = new JudgeScores(judge, path);
  expect(await again.scores(ask('bb', 'ccc'), undefined)).toEqual([0.2, expect.closeTo(0.3)]);
  expect(judge.asked).toEqual(['a', 'bb', 'ccc']);
  again.close();
  // Another judge, or another rubric, is another question.
  const other = llm(score, '2');
  await new JudgeScores(other, path).scores(ask('a'), undefined);
  const [first, ...rest] = rubric.criteria;
  const reworded = { ...rubric, criteria: [{ ...first, weight: 1 }, ...rest] } as Rubric;
  const third = new JudgeScores(judge, path);
  await third.scores([{ view: sketchView('s@1', { id: 'a' }), rubric: reworded }], undefined);
  third.close();
  expect(other.asked).toEqual(['a']);
  expect(judge.asked).toHaveLength(4);
});

it('writes no file for a judge that answers at once', async () => {
  const scores = new JudgeScores(tableJudge({}), path);
  expect(await scores.scores(ask('a'), undefined)).toEqual([0]);
  expect(existsSync(path)).toBe(false);
});

it('verdicts that cannot be read twice are no score, and stay none', async () => {
  const judge = llm((id, time) => (id === 'a' || time === 1 ? { failure: 'words', paid: true } : score(id)));
  const scores = new JudgeScores(judge, path);
  expect(await scores.scores(ask('a', 'bb'), undefined)).toEqual([undefined, 0.2]);
  scores.close();
  expect(await new JudgeScores(judge, path).scores(ask('a'), undefined)).toEqual([undefined]);
  expect(judge.asked.filter((id) => id === 'a')).toHaveLength(2);
});

it('a judge that cannot be asked is an error; what it said before is kept, and the rest is not asked for', async () => {
  let isUp = false;
  const judge = llm((id) => (id === 'a' || isUp ? score(id) : { failure: 'refused', paid: false }));
  const scores = new JudgeScores(judge, path);
  const many = ask('a', ...Array.from({ length: 40 }, (_, i) => `b${i}`));
  await expect(scores.scores(many, undefined)).rejects.toThrow(GenerationError);
  await expect(scores.scores(many, undefined)).rejects.toThrow(/llm-judge.*refused/);
  // At most what was in flight when the first failed, twice.
  expect(judge.asked.length).toBeLessThan(36);
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  isUp = true;
  const before = judge.asked.length;
  expect(await scores.scores(many, undefined)).toHaveLength(41);
  expect(judge.asked.slice(before)).not.toContain('a');
  scores.close();
});

it('passes the signal on', async () => {
  const judge: Judge = {
    id: 'llm-judge',
    version: '1',
    judge: (_view, _rubric, { signal } = {}) => {
      if (signal?.aborted === true) return Promise.reject(new AbortError({ message: 'Stopped.' }));
      throw new Error('not passed on');
    },
  };
  await expect(new JudgeScores(judge, path).scores(ask('a'), AbortSignal.abort())).rejects.toThrow(
    AbortError,
  );
});
