import type { ReportTrajectory } from './report-trajectory.js';

/** How two routers did on the same questions with the same seed. Answers that were not graded are in `routedDifferently` alone. */
export interface Agreement {
  setting: string;
  baseline: string;
  questions: number;
  bothRight: number;
  onlyMain: number;
  onlyBaseline: number;
  bothWrong: number;
  /** Pairs in which some step was written by another model, or the number of steps differs. */
  routedDifferently: number;
}

/** Counts for every setting and every other router that answered the same questions. */
export function agreements(items: readonly ReportTrajectory[], main: string): Agreement[] {
  const key = ({ setting, trajectory: { query, seed, sample } }: ReportTrajectory): string =>
    JSON.stringify([setting, query.benchmark, query.id, seed, sample]);
  const own = new Map<string, ReportTrajectory>();
  for (const item of items) if (item.trajectory.router.id === main) own.set(key(item), item);
  const found = new Map<string, Agreement>();
  for (const item of items) {
    const { id: baseline } = item.trajectory.router;
    const other = own.get(key(item));
    if (baseline === main || other === undefined) continue;
    const { setting } = item;
    const place = JSON.stringify([setting, baseline]);
    const count = found.get(place) ?? {
      setting,
      baseline,
      questions: 0,
      bothRight: 0,
      onlyMain: 0,
      onlyBaseline: 0,
      bothWrong: 0,
      routedDifferently: 0,
    };
    found.set(place, count);
    count.questions += 1;
    if (writers(item) !== writers(other)) count.routedDifferently += 1;
    const { correct } = item.trajectory;
    const { correct: mainCorrect } = other.trajectory;
    if (correct === undefined || mainCorrect === undefined) continue;
    if (mainCorrect) count[correct ? 'bothRight' : 'onlyMain'] += 1;
    else count[correct ? 'onlyBaseline' : 'bothWrong'] += 1;
  }
  return [...found.values()];
}

function writers({ trajectory }: ReportTrajectory): string {
  return JSON.stringify(trajectory.steps.map(({ model }) => model));
}
