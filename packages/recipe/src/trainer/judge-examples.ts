import type { Rubric, TrajectoryView } from '@roro/core';
import { judgePrompt, renderTrajectory, rubricVerdictQuestion } from '@roro/judge/llm';
import type { JudgeExample } from '@roro/trainer';
import type { ViewedPair } from '../pairs.js';
import type { FrozenRoles } from './frozen-roles.js';
import type { JudgeScores } from './judge-scores.js';
import type { PhaseData } from './phase-data.js';
import { verdictsReference } from './references.js';

/**
 * What a Judge is trained on: both sides of every pair under the frozen rubric of its query, one example a side. Left out
 * are the pairs of queries without a rubric, and sides whose other side the frozen Judge gave no score.
 */
export async function judgeExamples(
  round: number,
  pairs: Record<'train' | 'validation', readonly ViewedPair[]>,
  rubrics: ReadonlyMap<string, Rubric>,
  scores: JudgeScores,
  { learnedJudge }: Pick<FrozenRoles, 'learnedJudge'>,
  signal: AbortSignal | undefined,
): Promise<PhaseData<JudgeExample>> {
  const sides = (['train', 'validation'] as const).flatMap((split) =>
    pairs[split].flatMap((viewed) => {
      const rubric = rubrics.get(viewed.pair.queryId);
      if (rubric === undefined) return [];
      return (['chosen', 'rejected'] as const).map((side) => ({ split, viewed, side, rubric }));
    }),
  );
  const counterparts = await scores.scores(
    sides.map(({ viewed, side, rubric }) => ({
      view: side === 'chosen' ? viewed.rejected : viewed.chosen,
      rubric,
    })),
    signal,
  );
  const examples = sides.flatMap(({ split, viewed, side, rubric }, index): JudgeExample[] => {
    const counterpart = counterparts[index];
    if (counterpart === undefined) return [];
    const view = viewed[side];
    return [
      {
        version: 1,
        phase: 'judge',
        id: `judge-${round}-${index}`,
        split,
        queryId: rubric.queryId,
        trajectoryId: view.id,
        reason: viewed.pair.reason,
        side,
        messages: judgeMessages(view, rubric),
        ...(learnedJudge === undefined
          ? {}
          : { reference: verdictsReference(learnedJudge.judge(view, rubric)) }),
        rubric,
        counterpart,
      },
    ];
  });
  return { examples, leftOutJudgements: sides.length - examples.length };
}

/** As `llmJudge` asks by sampling. */
function judgeMessages(view: TrajectoryView, rubric: Rubric): JudgeExample['messages'] {
  return [
    { role: 'system', content: judgePrompt.text },
    { role: 'user', content: rubricVerdictQuestion(renderTrajectory(view), rubric) },
  ];
}
