import { describe, expect, it } from 'vitest';
import { statementsOf } from '../learned/statements-of.js';
import answer from './__fixtures__/rubric-answer.json' with { type: 'json' };
import { readRubric } from './read-rubric.js';
import { rubricQuestion } from './rubric-question.js';

const query = { id: 'q', prompt: 'a=12\nb=a/4\nb?\n', benchmark: 'demo', meta: {} };
const statements = statementsOf(query);
const ids = statements.map(({ id }) => id);

describe('readRubric', () => {
  it('reads worded criteria, weights by their kinds', () => {
    expect(readRubric(answer, 'q').rubric?.criteria.map(({ weight }) => weight)).toEqual([3, 1, 1]);
  });

  it('reads chosen criteria as the bank has them', () => {
    const chosen = [ids[4], ids[0], ids[2]];
    const { rubric } = readRubric({ criteria: chosen }, 'q', statements);
    expect(rubric).toEqual({
      version: 1,
      queryId: 'q',
      criteria: [statements[4], statements[0], statements[2]],
    });
  });

  it.each([
    ['no object', 'text', /does not fit at ""/],
    ['words where it should choose', answer, /does not fit at "criteria\.0"/],
    ['a criterion that is none', { criteria: [ids[0], ids[1], 'good:1'] }, /no criterion "good:1"/],
    ['too few', { criteria: ids.slice(0, 2) }, /3 to 8 criteria, got 2/],
    ['too many', { criteria: ids.slice(0, 9) }, /got 9/],
    ['one twice', { criteria: [ids[0], ids[1], ids[0]] }, /twice/],
  ])('refuses %s', (_name, value, problem) => {
    expect(readRubric(value, 'q', statements)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

it('lists the criteria to choose among in the question', () => {
  const text = rubricQuestion(query, statements.slice(0, 2));
  expect(text.split('\n')).toContain(
    `${ids[0]} (${statements[0]?.kind === 'hard-rule' ? 'hard rule' : 'principle'}): ${statements[0]?.text}`,
  );
  expect(text).toMatch(/^<question>\na=12\nb=a\/4\nb\?\n<\/question>/);
  expect(text).not.toContain(`${ids[2]} (`);
});
