import type { QueueSetting, SimulatedQueue } from './queue-setting.js';
import { simulateQueue } from './simulate-queue.js';

export interface ScalingPoint {
  workers: number;
  result: SimulatedQueue;
  /** Rollouts an hour against those of the fewest workers, in units of these workers. */
  speedUp: number;
}

export interface ScalingCurve {
  points: ScalingPoint[];
  /** Workers from which on no doubling brings 1.25 times as much any more. Absent where the last one still did. */
  stopsAt?: { workers: number; because: Bottleneck };
}

/** What is used up where workers stop to help. `jobs`: there are no more jobs at a time. */
export type Bottleneck = 'small model' | 'large model' | 'redis' | 'jobs';

const leastGain = 1.25;

/** Jobs of a simulation, for each that is in hand and at least: enough for its beginning and end to weigh little. */
const rounds = 6;
const fewestJobs = 48;

/**
 * The same work with more and more workers.
 *
 * @param workers rising, each twice the one before it
 */
export function scalingCurve(setting: QueueSetting, workers: readonly number[]): ScalingCurve {
  const points: ScalingPoint[] = [];
  for (const count of workers) {
    const result = simulateQueue({ ...setting, workers: count, jobs: jobsOf(setting, count) });
    const first = points[0];
    const speedUp =
      first === undefined ? count : (first.workers * result.rolloutsPerHour) / first.result.rolloutsPerHour;
    points.push({ workers: count, result, speedUp });
  }
  const gains = points.slice(1).map(({ speedUp }, i) => speedUp / (points[i] as ScalingPoint).speedUp);
  const at = gains.findLastIndex((gain) => gain >= leastGain) + 1;
  const stop = points[at];
  const next = points[at + 1];
  if (stop === undefined || next === undefined) return { points };
  return { points, stopsAt: { workers: stop.workers, because: bottleneck(setting, next) } };
}

/** As many as make whole updates, and no more than there are. */
function jobsOf({ jobs, jobsPerWorker, update }: QueueSetting, workers: number): number {
  if (update !== undefined) return Math.min(jobs, rounds * update.jobs);
  return Math.min(jobs, Math.max(fewestJobs, rounds * workers * jobsPerWorker));
}

function bottleneck(
  { jobsPerWorker, update, jobs }: QueueSetting,
  { workers, result }: ScalingPoint,
): Bottleneck {
  const { small, large, redis } = result.busy;
  const most = Math.max(small, large, redis);
  if (most < 0.8 || workers * jobsPerWorker > (update?.jobs ?? jobs)) return 'jobs';
  return most === redis ? 'redis' : most === large ? 'large model' : 'small model';
}
