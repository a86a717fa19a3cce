import { JsonlWriter, readJsonl, type Trajectory, trajectorySchema } from '@roro/core';

/**
 * An append-only file of trajectories that is written in the order of the rollouts, whatever order they finish
 * in: the file of an uninterrupted run is the same bytes at any concurrency. What finished ahead of its turn
 * waits, and is written out of turn when the run is stopped, so that nothing is lost.
 */
export class TrajectoryFile {
  readonly #writer: JsonlWriter;
  readonly #waiting = new Map<number, Trajectory | undefined>();
  #next = 0;

  /** Opens or creates the file; a torn last line is cut off. Throws StorageError. */
  constructor(path: string) {
    this.#writer = new JsonlWriter(path);
  }

  /** Hands over the trajectory of rollout `position`; undefined where the file has it already. */
  add(position: number, trajectory: Trajectory | undefined): void {
    this.#waiting.set(position, trajectory);
    const ready: Trajectory[] = [];
    let next = this.#next;
    for (; this.#waiting.has(next); next++) {
      const waiting = this.#waiting.get(next);
      if (waiting !== undefined) ready.push(waiting);
    }
    this.#writer.appendAll(ready);
    for (; this.#next < next; this.#next++) this.#waiting.delete(this.#next);
  }

  close(): void {
    try {
      const rest = [...this.#waiting].sort(([a], [b]) => a - b).map(([, trajectory]) => trajectory);
      this.#waiting.clear();
      this.#writer.appendAll(rest.filter((trajectory) => trajectory !== undefined));
    } finally {
      this.#writer.close();
    }
  }
}

/** The trajectories of a file by id; the first of an id counts. A missing file has none. */
export function readTrajectories(path: string): Map<string, Trajectory> {
  const trajectories = new Map<string, Trajectory>();
  for (const trajectory of readJsonl(path, trajectorySchema).records) {
    if (!trajectories.has(trajectory.id)) trajectories.set(trajectory.id, trajectory);
  }
  return trajectories;
}
