import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  manifestSchema,
  RunDirectory,
  readJsonFile,
  readJsonl,
  type Trajectory,
  trajectorySchema,
} from '@roro/core';

/** Runs, the newest first. */
function runsByAge(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((id) => {
      const path = join(root, id, 'manifest.json');
      const manifest = existsSync(path) ? manifestSchema.safeParse(readJsonFile(path)) : undefined;
      return manifest?.success ? [{ id, createdAt: manifest.data.createdAt }] : [];
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map(({ id }) => id);
}

/**
 * The run with an id, or the newest one that has a file. Throws ConfigurationError where there is none.
 *
 * @param file of a run directory, such as `results.json`
 */
export function openRunOrNewest(root: string, file: string, id?: string): RunDirectory {
  const found = id ?? runsByAge(root).find((candidate) => existsSync(join(root, candidate, file)));
  if (found !== undefined) return RunDirectory.open(found, root);
  throw new ConfigurationError({
    message: `No run in ${root} has a ${file}.`,
    nextStep: 'Make one with `roro run`, or name another folder of runs with --runs.',
  });
}

/**
 * The trajectory whose id begins with `name`, or the first one of the query with that id, in one run or in all
 * runs from the newest on. Throws ConfigurationError where there is none.
 */
export function findTrajectory(name: string, root: string, runId?: string): Trajectory {
  return locateTrajectory(name, root, runId).trajectory;
}

/** `findTrajectory` with the id of the run that holds it. */
export function locateTrajectory(
  name: string,
  root: string,
  runId?: string,
): { trajectory: Trajectory; run: string } {
  const runs = runId === undefined ? runsByAge(root) : [RunDirectory.open(runId, root).id];
  let seen = 0;
  for (const id of runs) {
    const folder = join(root, id, 'trajectories');
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)
      .filter((entry) => entry.endsWith('.jsonl'))
      .sort()) {
      const { records } = readJsonl(join(folder, file), trajectorySchema);
      seen += records.length;
      const found =
        records.find((trajectory) => trajectory.id.startsWith(name)) ??
        records.find((trajectory) => trajectory.query.id === name);
      if (found !== undefined) return { trajectory: found, run: id };
    }
  }
  throw new ConfigurationError({
    message: `No trajectory "${name}" among ${seen} in ${runId === undefined ? root : join(root, runId)}.`,
    nextStep:
      seen === 0
        ? 'Make some with `roro collect`.'
        : 'Give a trajectory id, its first characters, or a query id such as mixed-train-1-0.',
  });
}
