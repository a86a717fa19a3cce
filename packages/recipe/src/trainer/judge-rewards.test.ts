import { Random } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { judgeUnits } from '@roro/judge';
import { pairReward, unitScore } from '@roro/judge/train';
import { criterionBank, statementsOf } from '@roro/rubricor';
import { expect, it } from 'vitest';
import { judgeRewards } from './judge-rewards.js';
import { judgeExample, verdicts } from './test/trainer-world.js';

const signal = new AbortController().signal;

/** Rewards of completions for one example, counterpart 0.2. */
async function rewards(side: 'chosen' | 'rejected', ...completions: string[]) {
  const example = judgeExample({ side, counterpart: 0.2 });
  const answers = await judgeRewards(1, [example]).reward(
    completions.map((completion) => ({ id: example.id, completion })),
    { signal },
  );
  return answers;
}

it('is +1 where the chosen side scores strictly higher, else −1 (hand-computed)', async () => {
  // S = (±3 ± 1 ± 1) / 5: all 1, the rule alone 0.2, the principles alone −0.2, none −1.
  const completions = [
    verdicts(true, true, true),
    verdicts(true, false, false),
    verdicts(false, true, true),
    verdicts(false, false, false),
  ];
  const of = (side: 'chosen' | 'rejected') =>
    rewards(side, ...completions).then((all) => all.map(({ reward }) => reward));
  // The other side has 0.2: a tie is −1 on either side.
  expect(await of('chosen')).toEqual([1, -1, -1, -1]);
  expect(await of('rejected')).toEqual([-1, -1, 1, 1]);
  const [, tie] = await rewards('chosen', ...completions);
  expect(tie).toEqual({
    id: 'judge-1-0',
    reward: -1,
    malformed: false,
    reason: 'The chosen side scores 0.200, the rejected one 0.200.',
  });
});

it('a malformed verdict is −1, with the reason', async () => {
  const answers = await rewards(
    'chosen',
    'It is good.',
    '{"c1": true}',
    verdicts(true, true, true).slice(0, -1),
  );
  expect(answers.map(({ reward, malformed }) => [reward, malformed])).toEqual([
    [-1, true],
    [-1, true],
    [-1, true],
  ]);
  expect(answers.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/no JSON: "It is good\."/),
    expect.stringMatching(/does not fit at "c1"/),
    expect.stringMatching(/no JSON/),
  ]);
});

it('knows its ids', () => {
  const served = judgeRewards(3, [judgeExample()]);
  expect([served.phase, served.round, served.has('judge-1-0'), served.has('judge-1-1')]).toEqual([
    'judge',
    3,
    true,
    false,
  ]);
});

it('is the number that training in process gives to the same verdicts', async () => {
  // Criteria about the whole trajectory: one verdict each, in process as outside.
  const chosen = sketchView('s0.02@1 L0.01@2 s0.03@3', { id: 'chosen' });
  const rejected = sketchView('L0.02@1 s0.9@2 L0.4@3', { id: 'rejected' });
  const whole = statementsOf(chosen.query).filter(({ scope }) => scope === 'trajectory');
  const random = new Random('same numbers');
  const seen = new Set<number>();
  for (let trial = 0; trial < 60; trial++) {
    const rubric = { version: 1 as const, queryId: 'sketch', criteria: random.shuffle(whole).slice(0, 3) };
    const units = (view: typeof chosen) => judgeUnits(view, rubric, criterionBank);
    // Every criterion is measured on both sides, else it has no unit to draw for.
    if (units(chosen).units.length !== 3 || units(rejected).units.length !== 3) continue;
    const draw = () => [0, 1, 2].map(() => random.bernoulli(0.5));
    const [better, worse] = [draw(), draw()];
    const score = (view: typeof chosen, holds: boolean[]) =>
      unitScore(units(view), ({ criterion }) => Number(holds[criterion]));
    const inProcess = pairReward(score(chosen, better), score(rejected, worse));
    for (const [side, own, other] of [
      ['chosen', better, score(rejected, worse)],
      ['rejected', worse, score(chosen, better)],
    ] as const) {
      const example = judgeExample({ side, rubric, counterpart: Math.max(-1, Math.min(1, other)) });
      const completion = verdicts(own[0] === true, own[1] === true, own[2] === true);
      const [answer] = await judgeRewards(1, [example]).reward([{ id: example.id, completion }], { signal });
      expect(answer?.reward).toBe(inProcess);
    }
    seen.add(inProcess);
  }
  expect(seen).toEqual(new Set([1, -1]));
});
