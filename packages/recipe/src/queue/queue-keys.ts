import { queuePrefix } from '@roro/queue';

/** Seconds that what a run keeps in Redis outlives its last use: a run that was interrupted is taken up within a week. */
export const keptSeconds = 7 * 24 * 3600;

/** Hash of all steps of a run, by address. */
export function stepsKey(run: string): string {
  return `${queuePrefix}:run:${run}:steps`;
}

/** Hash of router specs that are too long for a job. */
export function textsKey(run: string): string {
  return `${queuePrefix}:run:${run}:texts`;
}

/** Configuration that a run's name stands for. */
export function runKey(run: string): string {
  return `${queuePrefix}:run:${run}`;
}

/** Limit of a model that all workers of one description share. */
export function limitKey(queue: string, pool: string, model: string): string {
  return `${queuePrefix}:limit:${queue}:${pool}:${model}`;
}
