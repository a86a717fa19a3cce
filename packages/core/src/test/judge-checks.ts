import { RoroError } from '../errors.js';
import type { Judge } from '../judge.js';
import { rubricScore } from '../judgement-score.js';
import { type Judgement, judgementSchema, type Rubric } from '../preference.js';
import type { TrajectoryView } from '../trajectory-view.js';
import {
  type ConformanceCheck,
  demand,
  requireNoIssue,
  requireSame,
  requireSome,
} from './conformance-check.js';

interface Case {
  trajectory: TrajectoryView;
  rubric: Rubric;
}

/**
 * What every Judge promises, checked on these trajectories, each under the rubrics of its query. A Judge that a model
 * plays must be given a model whose answers depend on the call alone.
 */
export function judgeChecks(
  judge: Judge,
  trajectories: readonly TrajectoryView[],
  rubrics: readonly Rubric[],
): ConformanceCheck[] {
  const cases = trajectories.flatMap((trajectory) =>
    rubrics
      .filter((rubric) => rubric.queryId === trajectory.query.id)
      .map((rubric): Case => ({ trajectory, rubric })),
  );
  // Taken here, so that what any check changes is seen.
  const before = JSON.stringify(cases);
  const judgeAll = async (): Promise<(Case & { judgement: Judgement })[]> => {
    requireSome(cases, 'trajectory with a rubric of its query');
    const judged = [];
    for (const { trajectory, rubric } of cases) {
      judged.push({ trajectory, rubric, judgement: await judge.judge(trajectory, rubric) });
    }
    return judged;
  };
  return [
    {
      name: 'judgements fit their schema and name their trajectory and their judge',
      async run() {
        const { id, version } = judge;
        for (const { trajectory, judgement } of await judgeAll()) {
          const what = `The judgement of trajectory "${trajectory.id}"`;
          requireNoIssue(judgementSchema.safeParse(judgement), what);
          requireSame(judgement.trajectoryId, trajectory.id, what);
          requireSame(judgement.judge, { id, version }, what);
        }
      },
    },
    {
      name: 'there is one verdict a criterion, in the order of the rubric',
      async run() {
        for (const { rubric, judgement } of await judgeAll()) {
          if (judgement.failure !== undefined) {
            requireSame(judgement.criteria, [], 'Verdicts of a judgement that failed');
          } else {
            const expected = rubric.criteria.map(({ id }) => id);
            requireSame(
              judgement.criteria.map(({ id }) => id),
              expected,
              'Criteria',
            );
          }
        }
      },
    },
    {
      name: 'at least one judgement has a score',
      async run() {
        const judged = await judgeAll();
        const failure = judged.find(({ judgement }) => judgement.failure !== undefined)?.judgement.failure;
        demand(
          judged.some(({ judgement }) => judgement.score !== undefined),
          `Expected a score, got failures alone: ${failure}`,
        );
      },
    },
    {
      name: 'the score is the weighted mean of 2p − 1',
      async run() {
        for (const { rubric, judgement } of await judgeAll()) {
          if (judgement.score === undefined) continue;
          const expected = rubricScore(rubric, judgement.criteria);
          demand(
            Math.abs(judgement.score - expected) < 1e-9,
            `Expected a score of ${expected}, got ${judgement.score}.`,
          );
        }
      },
    },
    {
      name: 'verdicts on steps are on steps of the trajectory, each at most once',
      async run() {
        for (const { trajectory, judgement } of await judgeAll()) {
          for (const { id, perStep = [] } of judgement.criteria) {
            const indices = perStep.map(({ index }) => index);
            const valid = indices.every((index) => index >= 0 && index < trajectory.steps.length);
            demand(
              valid && new Set(indices).size === indices.length,
              `Expected steps of 0–${trajectory.steps.length - 1} at most once for criterion "${id}", got ${indices}.`,
            );
          }
        }
      },
    },
    {
      name: 'the same trajectory gives the same judgement, one after the other or all at once',
      async run() {
        const judgements = (await judgeAll()).map(({ judgement }) => judgement);
        const again = (await judgeAll()).map(({ judgement }) => judgement);
        requireSame(again, judgements, 'Judged again');
        const concurrent = await Promise.all(
          cases.toReversed().map(({ trajectory, rubric }) => judge.judge(trajectory, rubric)),
        );
        requireSame(concurrent.toReversed(), judgements, 'Judged all at once');
      },
    },
    {
      name: 'trajectory and rubric stay as they were',
      async run() {
        await judgeAll();
        demand(
          JSON.stringify(cases) === before,
          'Expected inputs that stay as they were; the judge changed them.',
        );
      },
    },
    {
      name: 'a trajectory without steps is judged, with a failure or not, and no exception',
      async run() {
        requireSome(cases, 'trajectory with a rubric of its query');
        const { trajectory, rubric } = cases[0] as Case;
        const judgement = await judge.judge({ ...trajectory, steps: [], finish: 'failed' }, rubric);
        requireNoIssue(judgementSchema.safeParse(judgement), 'The judgement of no steps');
      },
    },
    {
      name: 'an aborted call answers at once or throws AbortError',
      async run() {
        requireSome(cases, 'trajectory with a rubric of its query');
        const { trajectory, rubric } = cases[0] as Case;
        try {
          const judgement = await judge.judge(trajectory, rubric, { signal: AbortSignal.abort() });
          requireNoIssue(judgementSchema.safeParse(judgement), 'The judgement of an aborted call');
        } catch (error) {
          if (!RoroError.isInstance(error) || error.code !== 'ABORTED') throw error;
        }
      },
    },
  ];
}
