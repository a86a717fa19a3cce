import type { ReportTrajectory } from './report-trajectory.js';

/**
 * Picks trajectories worth reading, deterministically: at most one per question, in turn over settings,
 * benchmarks and verdicts, and within each of those the ones that more models wrote first.
 *
 * @param count default 10; fewer where there are fewer questions
 */
export function selectTrajectories(candidates: readonly ReportTrajectory[], count = 10): ReportTrajectory[] {
  const writers = ({ trajectory }: ReportTrajectory): number =>
    new Set(trajectory.steps.map(({ model }) => model)).size;
  const groups = new Map<string, ReportTrajectory[]>();
  for (const candidate of [...candidates].sort((a, b) => writers(b) - writers(a))) {
    const { query, correct } = candidate.trajectory;
    const key = JSON.stringify([candidate.setting, query.benchmark, correct ?? null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [candidate]);
    else group.push(candidate);
  }
  const queues = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const selected: ReportTrajectory[] = [];
  const queries = new Set<string>();
  while (selected.length < count && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      let next = queue.shift();
      while (next !== undefined && queries.has(next.trajectory.query.id)) next = queue.shift();
      if (next === undefined || selected.length >= count) continue;
      queries.add(next.trajectory.query.id);
      selected.push(next);
    }
  }
  return selected;
}
