import { expect, test } from 'vitest';
import { filterAnswers } from '../../../assets/page/answer-filter.js';
import { answersByQuestion, disagreements } from '../../../assets/page/answer-pairs.js';
import { decodeAnswers, unpackAnswers } from '../../../assets/page/answers.js';
import { readState } from '../../../assets/page/page-state.js';
import { exampleReport } from '../../test-data/example-report.js';
import { exampleModels, exampleTrajectory } from '../../test-data/example-trajectory.js';
import { compressAnswers, packAnswers } from '../pack-answers.js';

const { trajectories } = exampleReport();
const answers = unpackAnswers(packAnswers(trajectories));
const state = readState('');
if (state === undefined) throw new Error('no state');

test('what is packed comes back', async () => {
  const hostile = '</script><!--\u2028 ✗';
  const trajectory = exampleTrajectory(
    [
      { text: hostile, model: 'srm', entropy: 0.123456, correct: false },
      { text: '2', model: 'lrm', rejectedDraft: hostile },
      { text: '3', model: 'srm' },
    ],
    { finish: 'truncated', correct: undefined, finalAnswer: undefined },
  );
  const judged = {
    score: 0.5,
    criteria: [{ text: 'c', probability: 0.75, evidence: 'e' }],
    steps: [0.1, 0, 0],
  };
  const packed = packAnswers([{ setting: 's', trajectory, models: exampleModels, judged }]);
  const text = compressAnswers(packed);
  expect(text).toMatch(/^[A-Za-z0-9+/=]+$/);
  const decoded = await decodeAnswers(text);
  expect(decoded).toEqual(packed);
  const [answer] = unpackAnswers(decoded);
  expect(answer).toMatchObject({
    setting: 's',
    router: 'grpo',
    models: ['srm', 'lrm'],
    switches: 2,
    writers: '0 1 0 ',
    finish: 'truncated',
    cost: { unit: 'FLOPs', total: 10_700_000, alone: [2_700_000, 24_000_000] },
    judged: { score: 0.5, criteria: [[0, 0.75, 'e']], steps: [0.1, 0, 0] },
  });
  expect(answer).not.toHaveProperty('correct');
  expect(answer?.steps[0]).toMatchObject({ text: `${hostile}\n`, model: 0, entropy: 0.1235, correct: false });
  expect(answer?.steps[1]).toMatchObject({ draft: { model: 'srm' }, paid: [['srm', 'draft', 10, 0]] });
  expect(answer?.decisions[1]).toEqual({
    step: 1,
    action: 'assign',
    model: 'lrm',
    probabilities: [0.2, 0.8],
  });
});

test('two answers to a question share it', () => {
  const packed = packAnswers(trajectories);
  expect(packed.queries).toHaveLength(12);
  expect(packed.routers).toEqual(['grpo', 'random']);
});

test('each filter, and all at once', () => {
  const ids = (changes: object): string[] =>
    filterAnswers(answers, { ...state, ...changes }).map(({ id }) => id);
  expect(ids({})).toHaveLength(24);
  expect(ids({ setting: 'cross-family', router: 'random' })).toHaveLength(6);
  expect(ids({ benchmark: 'word' })).toHaveLength(4);
  expect(ids({ verdict: 'right', router: 'grpo' })).toEqual([
    't-grpo-0',
    't-grpo-1',
    't-grpo-4',
    't-grpo-5',
    't-grpo-8',
    't-grpo-9',
  ]);
  expect(ids({ verdict: 'ungraded' })).toEqual([]);
  const few = filterAnswers(answers, { ...state, most: '1' });
  expect(few.every(({ switches }) => switches <= 1)).toBe(true);
  expect(few.length + filterAnswers(answers, { ...state, least: '2' }).length).toBe(24);
});

test('the search looks in question, steps and ids, whatever the case', () => {
  const find = (text: string): number => filterAnswers(answers, { ...state, text }).length;
  expect(find(' MOD 14 ')).toBe(2);
  expect(find('12*14=168')).toBe(2);
  expect(find('T-Random-7')).toBe(1);
  expect(find('mixed-test-3')).toBe(2);
  expect(find('no such thing')).toBe(0);
});

test('pairs that disagree, and how', () => {
  const groups = answersByQuestion(answers);
  const found = (kind: string): string[] =>
    disagreements(groups, 'grpo', 'random', kind).map(({ main }) => main.id);
  expect(found('main')).toEqual(['t-grpo-1', 't-grpo-5', 't-grpo-9']);
  expect(found('baseline')).toEqual(['t-grpo-2', 't-grpo-6', 't-grpo-10']);
  expect(found('outcome')).toHaveLength(6);
  const routed = disagreements(groups, 'grpo', 'random', 'routing');
  expect(routed.length).toBeGreaterThan(0);
  for (const { main, baseline } of routed) {
    expect(main.correct).toBe(baseline.correct);
    expect(main.writers).not.toBe(baseline.writers);
  }
  expect(disagreements(groups, 'grpo', 'nobody', 'outcome')).toEqual([]);
});
