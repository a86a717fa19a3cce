import { type Judge, type QueryView, Random, type Rubric } from '@roro/core';
import { encodeJudgeFile, judgeUnits, LearnedJudge } from '@roro/judge';
import { judgeMetadata, judgePolicy, unitScore, verdictProbability, warmUpJudge } from '@roro/judge/train';
import { criterionBank, statementsOf } from '@roro/rubricor';
import { withBrevity } from '@roro/rubricor/train';
import { chooseBackend } from '@roro/tensor';
import type { RubricorExample } from '@roro/trainer';
import { beforeAll, expect, it } from 'vitest';
import { drawPairs, rubricPairReward } from '../reward/rubric-pair-reward.js';
import { JudgeScores } from './judge-scores.js';
import { rubricorRewards } from './rubricor-rewards.js';
import { pairsOf, rubricorExample, tableJudge, worded } from './test/trainer-world.js';

beforeAll(() => chooseBackend());

const signal = new AbortController().signal;
const nowhere = '/nonexistent/judgements.jsonl';
const pairs = pairsOf(['L@1', 's@1'], ['L@2', 's@2'], ['L@3', 's@3'], ['L@4', 's@4']);
const views = new Map(
  pairs.flatMap(({ chosen, rejected }) => [chosen, rejected].map((view) => [view.id, view])),
);
const pairIds = (own: typeof pairs): RubricorExample['pairs'] =>
  own.map(({ pair: { chosen, rejected, reason } }) => ({ chosen, rejected, reason }));

function rewardsOf(judge: Judge, examples: readonly RubricorExample[]) {
  return rubricorRewards(1, examples, views, new JudgeScores(judge, nowhere));
}

/** Criterion `good` likes every chosen side, `half` the first two, `bad` none; all others say nothing. */
const judge = tableJudge({
  good: { 'L@1': 0.9, 'L@2': 0.9, 'L@3': 0.9, 'L@4': 0.9 },
  half: { 'L@1': 0.9, 'L@2': 0.9 },
  bad: { 's@1': 0.9, 's@2': 0.9, 's@3': 0.9, 's@4': 0.9 },
});

it('is the mean of ±1 over the pairs, a tie −1, and the shortest right rubrics of a group earn 0.05 more (hand-computed)', async () => {
  const example = rubricorExample({ pairs: pairIds(pairs) });
  const other = rubricorExample({ id: 'rubricor-1-1', pairs: pairIds(pairs) });
  const ask = (id: string, ...ids: string[]) => ({ id, completion: worded(...ids) });
  const answers = await rewardsOf(judge, [example, other]).reward(
    [
      ask('rubricor-1-0', 'good', 'x', 'y'),
      ask('rubricor-1-0', 'good', 'x', 'y', 'z'),
      ask('rubricor-1-0', 'half', 'x', 'y'),
      ask('rubricor-1-1', 'good', 'w', 'x', 'y', 'z'),
      ask('rubricor-1-0', 'bad', 'x', 'y'),
      ask('rubricor-1-0', 'w', 'x', 'y'),
      ask('rubricor-1-0', 'y', 'good', 'x'),
    ],
    { signal },
  );
  expect(answers.map(({ reward }) => reward)).toEqual([1.05, 1, 0, 1.05, -1, -1, 1.05]);
  expect(answers.map(({ bonus }) => bonus ?? 0)).toEqual([0.05, 0, 0, 0.05, 0, 0, 0.05]);
  expect(answers.map(({ id }) => id)).toEqual(
    ['0', '0', '0', '1', '0', '0', '0'].map((index) => `rubricor-1-${index}`),
  );
  expect(answers[2]?.reason).toBe('2 of 4 pairs are not in the right order under it.');
  expect(answers[0]).not.toHaveProperty('reason');
});

it('a malformed rubric is −1 without asking the Judge, with the reason', async () => {
  const silent = tableJudge({});
  const answers = await rewardsOf(silent, [rubricorExample({ pairs: pairIds(pairs) })]).reward(
    ['Escalate!', worded('one', 'two'), worded('one', 'two', 'one'), worded('a', 'b', 'No Kebab')].map(
      (completion) => ({ id: 'rubricor-1-0', completion }),
    ),
    { signal },
  );
  for (const { reward, malformed } of answers) expect([reward, malformed]).toEqual([-1, true]);
  expect(answers.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/no JSON/),
    'Expected 3 to 8 criteria, got 2.',
    expect.stringMatching(/"one" twice/),
    expect.stringMatching(/kebab-case/),
  ]);
  expect(silent.calls).toBe(0);
});

it('gives under a learned Judge the numbers that training in process gives to the same rubrics', async () => {
  const query: QueryView = pairs[0]?.chosen.query as QueryView;
  const statements = statementsOf(query);
  const random = new Random('same rubrics');
  const drawn = Array.from(
    { length: 12 },
    (_, i): Rubric => ({
      version: 1,
      queryId: query.id,
      criteria: random.shuffle(statements).slice(0, 3 + (i % 4)),
    }),
  );
  const policy = judgePolicy({ bank: criterionBank, seed: 1 });
  const units = pairs.flatMap(({ chosen }) =>
    drawn.flatMap((rubric) => judgeUnits(chosen, rubric, criterionBank).units),
  );
  warmUpJudge({ policy, units, seed: 1, epochs: 5 });
  const weights = policy.snapshot();
  policy.dispose();

  // As `alternate` and `trainRubricor` compute them.
  const probability = verdictProbability(weights);
  const score = (view: (typeof pairs)[number]['chosen'], rubric: Rubric) =>
    unitScore(judgeUnits(view, rubric, criterionBank), probability);
  const tried = drawPairs(pairs, new Random('pairs'));
  const inProcess = withBrevity(
    drawn.map((rubric) => ({
      reward: rubricPairReward(
        tried.map(({ chosen, rejected }) => ({
          chosen: score(chosen, rubric),
          rejected: score(rejected, rubric),
        })),
      ),
      length: rubric.criteria.length,
    })),
  );

  const learned = new LearnedJudge(encodeJudgeFile(weights, judgeMetadata(criterionBank)), {
    bank: criterionBank,
  });
  const example = rubricorExample({ queryId: query.id, query, statements, pairs: pairIds(tried) });
  const answers = await rewardsOf(learned, [example]).reward(
    drawn.map(({ criteria }) => ({
      id: example.id,
      completion: JSON.stringify({ criteria: criteria.map(({ id }) => id) }),
    })),
    { signal },
  );
  expect(answers.map(({ reward }) => reward)).toEqual(inProcess);
  // They tell rubrics apart.
  expect(new Set(inProcess).size).toBeGreaterThan(2);
});
