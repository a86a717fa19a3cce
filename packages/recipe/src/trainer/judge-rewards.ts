import { rubricScore } from '@roro/core';
import { readVerdicts } from '@roro/judge/llm';
import { pairReward } from '@roro/judge/train';
import type { JudgeExample, PhaseRewards, Reward } from '@roro/trainer';
import { readCompletion } from './read-completion.js';

/**
 * Rewards of a Judge's phase (docs/method.md § 4): +1 where the pair's chosen side scores strictly higher, else −1: a tie and
 * a malformed verdict are −1. The completion judges one side. The other side's score is the frozen Judge's, so that a reward
 * depends on its completion alone, whatever else is in the batch.
 */
export function judgeRewards(round: number, examples: readonly JudgeExample[]): PhaseRewards {
  const byId = new Map(examples.map((example) => [example.id, example]));
  return {
    phase: 'judge',
    round,
    has: (id) => byId.has(id),
    reward: async (completions) =>
      completions.map(({ id, completion }) => judgeReward(byId.get(id) as JudgeExample, completion)),
  };
}

function judgeReward({ id, side, rubric, counterpart }: JudgeExample, completion: string): Reward {
  const malformed = (reason: string): Reward => ({ id, reward: -1, malformed: true, reason });
  const answer = readCompletion(completion);
  if (answer.problem !== undefined) return malformed(answer.problem);
  const reading = readVerdicts(answer.value, rubric);
  if (reading.verdicts === undefined) return malformed(reading.problem);
  const own = rubricScore(rubric, reading.verdicts);
  const [chosen, rejected] = side === 'chosen' ? [own, counterpart] : [counterpart, own];
  const reward = pairReward(chosen, rejected);
  if (reward === 1) return { id, reward, malformed: false };
  const reason = `The chosen side scores ${chosen.toFixed(3)}, the rejected one ${rejected.toFixed(3)}.`;
  return { id, reward, malformed: false, reason };
}
