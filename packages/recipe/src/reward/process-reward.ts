import {
  type Judge,
  type Judgement,
  type ModelPool,
  type Query,
  type Rubric,
  type Rubricor,
  type RubricQuery,
  type RubricRecord,
  routableModels,
  stepScores,
  type Trajectory,
  ValidationError,
  viewQuery,
  viewTrajectory,
} from '@roro/core';

/** S of a trajectory, and what each step contributes to it. */
export interface ProcessScore {
  score: number;
  steps: number[] | undefined;
}

/** Scores a trajectory as it is rolled out in the training of a router, whole and step by step. */
export interface ProcessReward {
  /** @returns at once where it is computed in process; undefined where nothing that a model answered is a score */
  score(trajectory: Trajectory): ProcessScore | undefined | Promise<ProcessScore | undefined>;
}

/**
 * The rubric-guided reward: one rubric a query, written once and kept. With backends that answer at once so does it.
 *
 * @param queries as their rubrics are written, by id: with what models made of them; default, and for others: without
 * @param signal aborts what a language model is asked
 */
export function rubricReward(
  { rubricor, judge }: { rubricor: Rubricor; judge: Judge },
  pool: ModelPool,
  queries: ReadonlyMap<string, RubricQuery> = new Map(),
  signal?: AbortSignal,
): ProcessReward {
  const models = routableModels(pool);
  const options = signal === undefined ? {} : { signal };
  const rubrics = new Map<string, Eventually<Rubric | undefined>>();
  const rubricOf = (query: Query): Eventually<Rubric | undefined> => {
    if (rubrics.has(query.id)) return rubrics.get(query.id);
    const record = rubricor.write(queries.get(query.id) ?? viewQuery(query), options);
    const rubric = after(record, (written) => usableRubric(written, rubricor));
    rubrics.set(query.id, rubric);
    if (rubric instanceof Promise) rubric.catch(() => rubrics.delete(query.id));
    return rubric;
  };
  return {
    score: (trajectory) =>
      after(rubricOf(trajectory.query), (rubric) => {
        if (rubric === undefined) return undefined;
        const judgement = judge.judge(viewTrajectory(trajectory, models), rubric, options);
        return after(judgement, (given) => scoreOf(given, rubric, trajectory));
      }),
  };
}

type Eventually<T> = T | Promise<T>;

/** `then` that makes nobody wait for what is there. */
function after<T, R>(value: Eventually<T>, next: (value: T) => Eventually<R>): Eventually<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Undefined where a language model answered, and what it wrote is no rubric: that is a failure among others. */
function usableRubric(
  { queryId, rubric, failure, usage }: RubricRecord,
  { id }: Rubricor,
): Rubric | undefined {
  if (rubric !== undefined || usage.length > 0) return rubric;
  throw new ValidationError({
    message: `The rubricor "${id}" wrote no rubric for query "${queryId}": ${failure}`,
    nextStep: 'Train the reward model again, or leave the query out.',
  });
}

function scoreOf(judgement: Judgement, rubric: Rubric, { steps }: Trajectory): ProcessScore | undefined {
  const { score } = judgement;
  return score === undefined ? undefined : { score, steps: stepScores(judgement, rubric, steps.length) };
}
