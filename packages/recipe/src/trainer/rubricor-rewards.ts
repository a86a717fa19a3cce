import type { Rubric, TrajectoryView } from '@roro/core';
import { readRubric } from '@roro/rubricor/llm';
import { brevityBonus, withBrevity } from '@roro/rubricor/train';
import type { Completion, PhaseRewards, Reward, RubricorExample } from '@roro/trainer';
import { rubricPairReward } from '../reward/rubric-pair-reward.js';
import type { JudgeScores } from './judge-scores.js';
import { readCompletion } from './read-completion.js';

/**
 * Rewards of a Rubricor's phase (docs/method.md § 4): a malformed rubric is −1 without asking; others earn the mean over the
 * pairs of their query of +1 where the chosen side scores strictly higher under the frozen Judge, else −1. In a group, which
 * is what a batch holds for one example, the shortest rubrics among those that get every pair right earn the bonus.
 */
export function rubricorRewards(
  round: number,
  examples: readonly RubricorExample[],
  views: ReadonlyMap<string, TrajectoryView>,
  judge: JudgeScores,
): PhaseRewards {
  const byId = new Map(examples.map((example) => [example.id, example]));
  return {
    phase: 'rubricor',
    round,
    has: (id) => byId.has(id),
    async reward(completions, { signal }) {
      const judged = completions.map((completion) => ({
        example: byId.get(completion.id) as RubricorExample,
        ...read(byId.get(completion.id) as RubricorExample, completion),
      }));
      const scores = await pairScores(
        judge,
        judged.flatMap(({ example, rubric }) => (rubric === undefined ? [] : [{ example, rubric }])),
        views,
        signal,
      );
      let at = 0;
      const rewards = judged.map(({ example, rubric, problem }): Judged => {
        if (rubric === undefined) {
          return { id: example.id, reward: -1, malformed: true, reason: problem, length: 0 };
        }
        const own = scores[at++] as PairScore[];
        const reward = rubricPairReward(own);
        const length = rubric.criteria.length;
        if (reward === 1) return { id: example.id, reward, malformed: false, length };
        const wrong = Math.round(((1 - reward) / 2) * own.length);
        const reason = `${wrong} of ${own.length} pairs are not in the right order under it.`;
        return { id: example.id, reward, malformed: false, reason, length };
      });
      return brief(rewards);
    },
  };
}

interface Judged extends Reward {
  /** Criteria of the rubric. */
  length: number;
}

interface PairScore {
  chosen: number | undefined;
  rejected: number | undefined;
}

/** S of both sides of the pairs of each rubric's query. */
export async function pairScores(
  judge: JudgeScores,
  rubrics: readonly { example: Pick<RubricorExample, 'pairs'>; rubric: Rubric }[],
  views: ReadonlyMap<string, TrajectoryView>,
  signal: AbortSignal | undefined,
): Promise<PairScore[][]> {
  const asked = rubrics.flatMap(({ example, rubric }) =>
    example.pairs.flatMap(({ chosen, rejected }) =>
      [chosen, rejected].map((id) => ({ view: views.get(id) as TrajectoryView, rubric })),
    ),
  );
  const scores = (await judge.scores(asked, signal)).values();
  return rubrics.map(({ example }) =>
    example.pairs.map(() => ({ chosen: scores.next().value, rejected: scores.next().value })),
  );
}

function read(
  { queryId, statements }: RubricorExample,
  { completion }: Completion,
): { rubric?: Rubric; problem: string } {
  const answer = readCompletion(completion);
  if (answer.problem !== undefined) return { problem: answer.problem };
  const reading = readRubric(answer.value, queryId, statements);
  return reading.rubric === undefined
    ? { problem: reading.problem }
    : { rubric: reading.rubric, problem: '' };
}

/** Adds the bonus within each group. */
function brief(judged: readonly Judged[]): Reward[] {
  const groups = new Map<string, Judged[]>();
  for (const each of judged) groups.set(each.id, [...(groups.get(each.id) ?? []), each]);
  const rewards = new Map<Judged, number>();
  for (const group of groups.values()) {
    const raised = withBrevity(group);
    for (const [i, each] of group.entries()) rewards.set(each, raised[i] as number);
  }
  return judged.map((each): Reward => {
    const { length: _length, ...reward } = each;
    const raised = rewards.get(each) as number;
    return raised === reward.reward ? reward : { ...reward, reward: raised, bonus: brevityBonus };
  });
}
