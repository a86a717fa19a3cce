import { RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { trimFeatures } from './trim-features.js';

const { featureNames, gather = () => Promise.reject(new Error('no gather')), write } = trimFeatures();

const callsOf = (before: readonly number[], draftScore: number) =>
  fakeCalls({ stepScores: { prm: before }, score: { prm: () => draftScore } });

const steps = [stepOf(0, 'b=45+12=57\n', 'small'), stepOf(1, 'c=50*4=200\n', 'large')];
const draft = stepOf(2, 'c=7*4=28\n', 'small', undefined, 9);

test('asks for the steps and then for the draft, and takes the least of the steps', async () => {
  const calls = callsOf([0.9, 0.4], 0.7);
  expect(await gather(stateOf({ steps, draft, calls }))).toEqual({
    draftScore: 0.7,
    leastScoreBefore: 0.4,
  });
  expect(calls.asked).toEqual(['stepScores prm', 'score prm c=7*4=28']);
  expect(await gather(stateOf({ draft, calls: callsOf([], 0.2) }))).toEqual({
    draftScore: 0.2,
    leastScoreBefore: 1,
  });
});

test('writes five values (hand-computed)', () => {
  const values = new Float32Array(featureNames.length).fill(Number.NaN);
  write(stateOf({ steps, draft }), Math.log(0.5), values, { draftScore: 0.7, leastScoreBefore: 0.4 });
  // Nine tokens, two steps before.
  const expected = [0.7, 0.4, Math.log(10), Math.log(3), Math.log(0.5)];
  expect(featureNames).toHaveLength(5);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 6);
});

test('a state without draft, calls or scores is an error that says so', async () => {
  const values = new Float32Array(featureNames.length);
  const scores = { draftScore: 0.7, leastScoreBefore: 1 };
  await expect(gather(stateOf({ calls: callsOf([], 1) }))).rejects.toThrow('Expected a draft to review');
  await expect(gather(stateOf({ draft }))).rejects.toThrow(RouterError);
  await expect(gather(stateOf({ draft, calls: callsOf([Number.NaN], 1) }))).rejects.toThrow('got NaN');
  expect(() => write(stateOf({ draft }), 0, values)).toThrow('Expected the scores of the draft');
  expect(() => write(stateOf(), 0, values, scores)).toThrow('Expected a draft to review');
});
