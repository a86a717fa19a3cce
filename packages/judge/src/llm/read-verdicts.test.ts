import { MockModel } from '@roro/core/test';
import { expect, it } from 'vitest';
import verdicts from './__fixtures__/verdicts.json' with { type: 'json' };
import { llmJudge } from './llm-judge.js';
import { readVerdicts } from './read-verdicts.js';
import { renderTrajectory } from './render-trajectory.js';
import { rubric, view } from './test/routing-world.js';
import { rubricVerdictQuestion } from './verdict-question.js';

const { c1, c2, c3 } = verdicts;

it('reads verdicts in the order of the rubric, whatever the order of the answer', () => {
  const { verdicts: read } = readVerdicts({ c3, c1: { ...c1, holds: false }, c2, more: 1 }, rubric);
  expect(read?.map(({ id, probability }) => [id, probability])).toEqual([
    ['escalates-division', 0],
    ['few-switches', 1],
    ['cheap-start', 1],
  ]);
  expect(read?.[1]?.evidence).toBe(c2.evidence);
});

it.each([
  ['nothing', null, /fit at ""/],
  ['a list', [c1, c2, c3], /fit at /],
  ['a missing verdict', { c1, c2 }, /fit at "c3"/],
  ['a verdict in words', { c1, c2: { ...c2, holds: 'yes' }, c3 }, /fit at "c2.holds"/],
])('refuses %s', (_name, answer, problem) => {
  expect(readVerdicts(answer, rubric)).toEqual({ problem: expect.stringMatching(problem) });
});

it('is about the very question that a judge by sampling asks', async () => {
  const model = new MockModel('mock', () => ({ text: JSON.stringify({ c1, c2, c3 }) }));
  await llmJudge({ model, probabilities: 'sampling', samples: 1, perStep: false }).judge(view(), rubric);
  const user = model.calls[0]?.prompt.at(-1);
  expect(user?.content).toEqual([
    expect.objectContaining({ text: rubricVerdictQuestion(renderTrajectory(view()), rubric) }),
  ]);
});
