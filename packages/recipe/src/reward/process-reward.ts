import {
  type Judge,
  type ModelPool,
  type Query,
  type Rubric,
  type Rubricor,
  routableModels,
  stepScores,
  type Trajectory,
  ValidationError,
  viewQuery,
  viewTrajectory,
} from '@roro/core';

/** Scores a trajectory as it is rolled out in the training of a router, whole and step by step. */
export interface ProcessReward {
  /** @returns S, and what each step contributes to it; undefined where the judge gave no score */
  score(trajectory: Trajectory): { score: number; steps: number[] | undefined } | undefined;
}

/** The rubric-guided reward: one rubric a query, written once and kept; synchronous backends only. */
export function rubricReward(
  { rubricor, judge }: { rubricor: Rubricor; judge: Judge },
  pool: ModelPool,
): ProcessReward {
  const models = routableModels(pool);
  const rubrics = new Map<string, Rubric>();
  const rubricOf = (query: Query): Rubric => {
    const known = rubrics.get(query.id);
    if (known !== undefined) return known;
    const record = rubricor.write(viewQuery(query));
    if (record instanceof Promise) throw notInProcess('rubricor', rubricor.id);
    if (record.rubric === undefined) {
      throw new ValidationError({
        message: `The rubricor "${rubricor.id}" wrote no rubric for query "${query.id}": ${record.failure}`,
        nextStep: 'Train the reward model again, or leave the query out.',
      });
    }
    rubrics.set(query.id, record.rubric);
    return record.rubric;
  };
  return {
    score(trajectory) {
      const rubric = rubricOf(trajectory.query);
      const judgement = judge.judge(viewTrajectory(trajectory, models), rubric);
      if (judgement instanceof Promise) throw notInProcess('judge', judge.id);
      if (judgement.score === undefined) return undefined;
      return {
        score: judgement.score,
        steps: stepScores(judgement, rubric, trajectory.steps.length),
      };
    },
  };
}

function notInProcess(role: string, id: string): ValidationError {
  return new ValidationError({
    message: `The ${role} "${id}" does not answer at once: a training scores thousands of rollouts in process.`,
    nextStep: 'Train the learned backends (`roro train reward`) on pairs that it judged.',
  });
}
