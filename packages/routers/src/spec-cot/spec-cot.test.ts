import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { gradedAnswers } from '../../test/graded-answers.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { specCotFamily, specCotRouter } from './spec-cot.js';

const draft = stepOf(0, 'b=56\n', 'small');

function world(verdicts: Record<string, number>, more: readonly string[]) {
  const calls = fakeCalls({
    draft: { small: [draft, ...more.map((text) => stepOf(0, text, 'small'))] },
    score: { verdict: ({ text }) => verdicts[text.trim()] as number },
  });
  return { state: stateOf({ draft, calls }), asked: calls.asked };
}

test('takes the draft with the highest verdict', async () => {
  const { state, asked } = world({ 'b=56': 0.2, 'b=57': 0.9, 'b=58': 0.4 }, ['b=57\n', 'b=58\n']);
  expect(await specCotRouter(0.5).decide(state)).toEqual({
    action: { type: 'accept', draw: 1 },
    probabilities: [1, 0],
    explanation: {
      features: { drafts: 3, distinctDrafts: 3, verdict0: 0.2, verdict1: 0.9, verdict2: 0.4 },
      score: 0.9,
      threshold: 0.5,
      text: 'draft 1 of 3: verdict 0.900 ≥ 0.500',
    },
  });
  expect(asked).toEqual([
    'draft small 1',
    'draft small 2',
    'score verdict b=56',
    'score verdict b=57',
    'score verdict b=58',
  ]);
});

test('none that is good enough: the dearest model writes', async () => {
  const { state } = world({ 'b=56': 0.2, 'b=55': 0.3, 'b=58': 0.4 }, ['b=55\n', 'b=58\n']);
  const decision = await specCotRouter(0.5).decide(state);
  expect(decision.action).toEqual({ type: 'regenerate', model: 'large' });
  expect(decision.explanation?.text).toBe('none of 3 drafts: best verdict 0.400 < 0.500');
});

test('equal drafts are scored once, and the earliest is taken', async () => {
  const { state, asked } = world({ 'b=56': 0.6, 'b=57': 0.6 }, ['b=57\n', 'b=56\n', 'b=57\n']);
  const decision = await specCotRouter(0.6, { drafts: 4 }).decide(state);
  expect(decision.action).toEqual({ type: 'accept', draw: 0 });
  expect(decision.explanation?.features).toMatchObject({ drafts: 4, distinctDrafts: 2 });
  expect(asked.filter((call) => call.startsWith('score'))).toHaveLength(2);
});

test('one draft is a threshold on the verdict', async () => {
  const { state, asked } = world({ 'b=56': 0.6 }, []);
  expect((await specCotRouter(0.6, { drafts: 1 }).decide(state)).action).toEqual({ type: 'accept', draw: 0 });
  expect(asked).toEqual(['score verdict b=56']);
});

test('grid and limits', async () => {
  const data = gradedAnswers([{ model: 'small', scores: [0.3, 0.8], correct: true }]);
  expect(await specCotFamily().fit?.(data)).toEqual({ knobs: [0, 0.3, 0.8, 1] });
  expect(specCotFamily().knob?.values).toHaveLength(21);
  expect(() => specCotRouter(2)).toThrow(ConfigurationError);
  expect(() => specCotRouter(0.5, { drafts: 0 })).toThrow('needs a whole number of drafts ≥ 1, got 0');
});
