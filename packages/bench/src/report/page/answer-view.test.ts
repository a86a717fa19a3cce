import { expect, test } from 'vitest';
import { answerView } from '../../../assets/page/answer-view.js';
import { unpackAnswers } from '../../../assets/page/answers.js';
import { exampleModels, exampleTrajectory } from '../../test-data/example-trajectory.js';
import { unbalancedTags } from '../../test-data/unbalanced-tags.js';
import { packAnswers } from '../pack-answers.js';
import type { ReportTrajectory } from '../report-trajectory.js';

const linkTo = (id: string): string => `#open=${id}`;
const view = (items: readonly ReportTrajectory[]): string => {
  const [answer, ...others] = unpackAnswers(packAnswers(items));
  if (answer === undefined) throw new Error('no answer');
  return answerView(answer, others, linkTo).text;
};
const plain = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const trajectory = exampleTrajectory([
  { text: '7*3=21', model: 'lrm', entropy: 0.25, correct: true, rejectedDraft: '7*3=24' },
  { text: '12+21=34', model: 'srm', entropy: 0.5, correct: false },
]);
const [first] = trajectory.decisions;
if (first !== undefined) {
  first.explanation = {
    features: {},
    text: 'score below threshold',
    score: 0.41,
    threshold: 0.7,
    flip: 'threshold 0.4',
  };
}
trajectory.steps[1]?.overhead.push(
  { model: 'lrm', purpose: 'probe', prefillTokens: 0, cachedTokens: 0, generatedTokens: 1, seconds: 0 },
  {
    model: 'lrm',
    purpose: 'judge',
    prefillTokens: 0,
    cachedTokens: 0,
    generatedTokens: 0,
    scoredTokens: 9,
    seconds: 0,
  },
);

test('steps with their writer, decision, draft, extra calls, entropy, tokens, cost and verdict', () => {
  const markup = view([{ setting: 's', trajectory, models: exampleModels }]);
  expect(unbalancedTags(markup)).toEqual([]);
  const text = plain(markup);
  expect(text).toContain('7*3=24 rejected draft by srm 7*3=21');
  expect(text).toContain(
    'assign lrm · score below threshold · score 0.41 against 0.7 · p srm 20 %, lrm 80 % · otherwise: threshold 0.4',
  );
  expect(text).toContain('Paid beside it: draft by srm, 10 tokens written');
  expect(text).toContain('probe by lrm, 1 token written; judge by lrm, 9 tokens valued');
  expect(text).toContain('✗ wrong');
  // 2·20 tokens: 45k parameters 1.8M, 400k 16M; the answer 2·10·(400k + 45k + 45k).
  expect(text).toMatch(/this answer 9\.8M FLOPs .*srm alone 1\.8M FLOPs .*lrm alone 16M FLOPs/);
  expect(text).not.toMatch(/NaN|undefined|Judge/);
});

test('the same question by another router, the rubric with its verdicts, what is unknown', () => {
  const other = { ...trajectory, id: 'other', router: { id: 'random', version: '1' }, correct: false };
  const judged = {
    score: 0.125,
    criteria: [{ text: 'The routing is wise.', probability: 0.9, evidence: '2 of 2' }],
    steps: [0.375, -0.25],
  };
  const markup = view([
    { setting: 's', trajectory, models: exampleModels, judged },
    { setting: 's', trajectory: other, models: exampleModels },
  ]);
  expect(markup).toContain('<a href="#open=other">random</a>');
  expect(plain(markup)).toContain('Rubric, score +0.13 ✓ met 90 % The routing is wise. 2 of 2');
  expect(plain(markup)).toContain('−0.25');
  const unknown = exampleTrajectory([{ text: '1', model: 'srm' }], {
    finish: 'failed',
    failure: 'no answer',
    finalAnswer: undefined,
    correct: undefined,
    decisions: [],
    cost: { seconds: 1, tokens: {} },
  });
  const bare = plain(view([{ setting: 's', trajectory: unknown, models: exampleModels }]));
  expect(bare).toContain('not graded');
  expect(bare).toContain('Ended by failed Failure no answer');
  expect(bare).toContain('Something in this answer has no price.');
  expect(bare).not.toMatch(/NaN|undefined/);
});

test('text from models and names cannot become markup', () => {
  const hostile = '</td></table><script>window.breached = true</script><img src=x onerror=alert(1)>';
  const bad = exampleTrajectory([{ text: hostile, model: 'srm', rejectedDraft: hostile }], {
    id: hostile,
    finalAnswer: hostile,
    failure: hostile,
    router: { id: hostile, version: '1' },
    query: { id: hostile, prompt: hostile, answer: hostile, benchmark: hostile, meta: {} },
    decisions: [
      {
        stepIndex: 0,
        action: { type: 'assign', model: hostile },
        failure: hostile,
        explanation: { features: {}, text: hostile, flip: hostile },
      },
    ],
  });
  const judged = { score: 1, criteria: [{ text: hostile, probability: 1, evidence: hostile }], steps: [1] };
  const item = { setting: hostile, trajectory: bad, models: exampleModels, judged };
  const markup = view([item, item]);
  expect(markup).not.toMatch(/<script|<img/);
  expect(unbalancedTags(markup)).toEqual([]);
});
