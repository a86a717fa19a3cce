import { GenerationError, type PoolModel, type Trajectory } from '@roro/core';

export interface ReportFailuresOptions {
  /** Of the rollouts, as progress and files name them. */
  name: string;
  /** Models whose rollouts these are by turns, each alone. Default: none is. */
  alone?: readonly Pick<PoolModel, 'id'>[];
  /** Told of failures beside answers. */
  onNote?: ((text: string) => void) | undefined;
}

/**
 * Says how many rollouts failed, and why the first one did. A failed rollout is a record and counts as wrong; but where a model
 * never answers there is nothing to learn from it, and whatever comes later would say so in words of its own.
 *
 * @throws GenerationError where all rollouts of a model alone failed
 */
export function reportFailures(
  trajectories: readonly Trajectory[],
  { name, alone = [], onNote }: ReportFailuresOptions,
): void {
  const failed = trajectories.filter(({ finish }) => finish === 'failed');
  if (failed.length === 0) return;
  const silent = alone.filter((_, index) =>
    trajectories.every(({ sample, finish }) => sample % alone.length !== index || finish === 'failed'),
  );
  if (silent.length === 0) {
    onNote?.(
      `Warning: ${failed.length} of ${trajectories.length} rollouts of ${name} failed and count as wrong; ${firstOf(failed)}`,
    );
    return;
  }
  const own = failed.filter(({ sample }) => silent.includes(alone[sample % alone.length] as PoolModel));
  const models = silent.map(({ id }) => `"${id}"`).join(' and ');
  throw new GenerationError({
    model: silent.map(({ id }) => id).join(', '),
    message: `All ${own.length} rollouts of ${models} alone failed in ${name}; ${firstOf(own)}`,
    nextStep: 'Find out why with `roro models check`, then run the same command again.',
  });
}

function firstOf(failed: readonly Trajectory[]): string {
  const [first] = failed as [Trajectory];
  return `the first, query "${first.query.id}": ${(first.failure ?? 'unknown').replace(/\.?$/, '.')}`;
}
