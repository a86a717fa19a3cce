import { Random, type Rubric, type RubricQuery, type TrajectoryView } from '@roro/core';
import { rubricorPrompt, rubricQuestion } from '@roro/rubricor/llm';
import type { RubricorExample } from '@roro/trainer';
import type { ViewedPair } from '../pairs.js';
import { drawPairs, rubricPairReward } from '../reward/rubric-pair-reward.js';
import type { FrozenRoles } from './frozen-roles.js';
import type { JudgeScores } from './judge-scores.js';
import type { PhaseData } from './phase-data.js';
import { rubricReference } from './references.js';
import { pairScores } from './rubricor-rewards.js';

/**
 * What a Rubricor is trained on: every query that has pairs, with those that its rubrics are tried on, drawn once. A learned
 * Judge can judge criteria of its bank only, so that the Rubricor chooses among these; under an LLM Judge it words its own.
 *
 * @param studied the queries with what models made of them, by id
 * @param rubrics those from before the phase
 */
export async function rubricorExamples(
  { round, seed }: { round: number; seed: number },
  pairs: Record<'train' | 'validation', readonly ViewedPair[]>,
  studied: ReadonlyMap<string, RubricQuery>,
  rubrics: ReadonlyMap<string, Rubric>,
  scores: JudgeScores,
  { learnedJudge, rubricor, statements }: Pick<FrozenRoles, 'learnedJudge' | 'rubricor' | 'statements'>,
  signal: AbortSignal | undefined,
): Promise<PhaseData<RubricorExample>> {
  const views = new Map<string, TrajectoryView>();
  const examples = (['train', 'validation'] as const).flatMap((split) =>
    [...Map.groupBy(pairs[split], ({ pair }) => pair.queryId)].map(([queryId, own]): RubricorExample => {
      for (const { chosen, rejected } of own) {
        views.set(chosen.id, chosen);
        views.set(rejected.id, rejected);
      }
      const { query } = (own[0] as ViewedPair).chosen;
      const choices = learnedJudge === undefined ? undefined : statements(query);
      const before = rubricor.id === 'learned' ? rubrics.get(queryId) : undefined;
      return {
        version: 1,
        phase: 'rubricor',
        id: '',
        split,
        queryId,
        messages: rubricorMessages(studied.get(queryId) ?? query, choices),
        ...(before === undefined ? {} : { reference: rubricReference(before, choices) }),
        query,
        ...(choices === undefined ? {} : { statements: choices }),
        pairs: drawPairs(own, new Random('trainer pairs', seed, round, queryId)).map(({ pair }) => ({
          chosen: pair.chosen,
          rejected: pair.rejected,
          reason: pair.reason,
        })),
      };
    }),
  );
  const asked = examples.flatMap((example) => {
    const rubric = rubrics.get(example.queryId);
    return rubric === undefined ? [] : [{ example, rubric }];
  });
  const judged = await pairScores(scores, asked, views, signal);
  const baselines = new Map(
    asked.map(({ example, rubric }, i) => [example.queryId, baselineOf(rubric, judged[i] ?? [])] as const),
  );
  return {
    examples: examples.map((example, index) => {
      const baseline = baselines.get(example.queryId);
      return {
        ...example,
        id: `rubricor-${round}-${index}`,
        ...(baseline === undefined ? {} : { baseline }),
      };
    }),
    leftOutJudgements: 0,
  };
}

function baselineOf(
  rubric: Rubric,
  scores: readonly { chosen: number | undefined; rejected: number | undefined }[],
): NonNullable<RubricorExample['baseline']> {
  return {
    rubric,
    scores: scores.map(({ chosen, rejected }) => ({
      ...(chosen === undefined ? {} : { chosen }),
      ...(rejected === undefined ? {} : { rejected }),
    })),
    reward: rubricPairReward(scores),
  };
}

/** As `llmRubricor` asks. */
function rubricorMessages(
  query: RubricQuery,
  statements: RubricorExample['statements'],
): RubricorExample['messages'] {
  return [
    { role: 'system', content: rubricorPrompt.text },
    { role: 'user', content: rubricQuestion(query, statements) },
  ];
}
