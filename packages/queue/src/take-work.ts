import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, RoroError } from '@roro/core';
import { ErrorCode, isNotConnectionError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix } from './queue-prefix.js';

export interface TakeWorkOptions {
  redis: Redis;
  /** Name of the queue. */
  queue: string;
  /** Name of this worker, which jobs keep. */
  worker: string;
  /** Jobs at a time, ≥ 1. */
  concurrency: number;
  /**
   * Does one job. What it answers, JSON, is the job's result. Errors of the user's or of the job's own making (`CONFIGURATION`,
   * `VALIDATION`) fail the job at once, others after two more attempts.
   *
   * @param signal aborted when this process must stop, or the job was given to another one
   */
  perform(job: { id: string; payload: unknown; signal: AbortSignal }): Promise<unknown>;
  /** Told of jobs that failed here. */
  onNote?: ((text: string) => void) | undefined;
  /** Seconds after which the jobs of a process that died or hangs go to others, default 15. Processes that live renew them. */
  lockSeconds?: number;
}

export interface WorkTaker {
  /** Jobs under way. */
  readonly active: number;
  /** Takes no more jobs, waits for those under way, at most `patience` seconds, and hands the rest back unfinished. */
  close(patience: number): Promise<void>;
}

/** A job that made as many processes die or hang does so itself. */
const mostStalls = 8;

/** Takes jobs from a queue until it is closed. */
export function takeWork(options: TakeWorkOptions): WorkTaker {
  const { redis, queue, worker: name, concurrency, onNote, lockSeconds = 15 } = options;
  let active = 0;
  let handsBack = false;

  async function perform(job: Job, token: string | undefined, signal: AbortSignal): Promise<unknown> {
    active += 1;
    try {
      return await options.perform({ id: job.id ?? '', payload: job.data, signal });
    } catch (error) {
      if (handsBack && isAbort(error)) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (signal.aborted) throw error;
      onNote?.(`Job ${job.name} ${job.id} failed: ${errorMessage(error)}`);
      throw isFinal(error) ? new UnrecoverableError(errorMessage(error)) : error;
    } finally {
      active -= 1;
    }
  }

  const worker = new Worker(queue, (job, token, signal) => perform(job, token, signal as AbortSignal), {
    connection: redis,
    prefix: queuePrefix,
    name,
    concurrency,
    lockDuration: lockSeconds * 1000,
    // Redis takes whole milliseconds.
    stalledInterval: Math.round((lockSeconds * 1000) / 3),
    maxStalledCount: mostStalls,
    // After a lost connection; BullMQ's own 15 s would leave a worker idle for as long.
    runRetryDelay: 500,
    drainDelay: 2,
  });
  worker.on('error', (error) => {
    if (isNotConnectionError(error) && !isTakenAway(error)) onNote?.(`The queue: ${error.message}`);
  });
  // The lock ran out while this process hung or Redis was away: somebody else does the job.
  worker.on('lockRenewalFailed', (ids: string[]) => {
    for (const id of ids) worker.cancelJob(id, 'The job was given to another worker.');
  });

  return {
    get active() {
      return active;
    },
    async close(patience) {
      const closed = worker.close();
      const end = new AbortController();
      const wait = (seconds: number): Promise<void> =>
        delay(seconds * 1000, undefined, { signal: end.signal }).catch(() => undefined);
      await Promise.race([closed, wait(patience)]);
      handsBack = true;
      worker.cancelAllJobs('This worker stops.');
      // Without Redis nothing can be handed back; the locks run out instead.
      await Promise.race([closed, wait(5)]);
      end.abort();
    },
  };
}

/** Is it only that the job belongs to another worker by now? */
function isTakenAway(error: Error & { code?: unknown }): boolean {
  const codes: unknown[] = [ErrorCode.JobNotExist, ErrorCode.JobLockNotExist, ErrorCode.JobLockMismatch];
  return codes.includes(error.code) || error.message.startsWith('could not renew lock');
}

function isAbort(error: unknown): boolean {
  return RoroError.isInstance(error) ? error.code === 'ABORTED' : false;
}

function isFinal(error: unknown): boolean {
  return RoroError.isInstance(error) && (error.code === 'CONFIGURATION' || error.code === 'VALIDATION');
}
