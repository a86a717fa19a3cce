import { hostname } from 'node:os';
import { setInterval as every } from 'node:timers/promises';
import type { RouterFamily } from '@roro/core';
import { connectRedis, type Redis, takeWork } from '@roro/queue';
import type { Config } from '../config.js';
import { checkNames } from '../settings.js';
import { commandsAt, workersAt } from './participants.js';
import { StepJobPerformer } from './step-job-performer.js';
import { describeWork, type WorkDescription, workDifferences, workQueueName } from './work-description.js';

export interface RunWorkerOptions {
  config: Config;
  /** Router families of third-party packages. */
  families?: readonly RouterFamily[];
  /** URL of Redis. */
  url: string;
  /** Default: host and process id. Unique among the workers. */
  name?: string;
  /** Jobs at a time, default 16. One job is the rollouts of one query, all of them at a time. */
  concurrency?: number;
  /** Stops the worker: jobs under way may end within `patience`, then go back to the queue. */
  signal: AbortSignal;
  /** Seconds for the jobs under way when the worker stops, default 20. */
  patience?: number;
  onNote?: (text: string) => void;
  /** Told the worker's name once it is at the queue. */
  onStart?: (worker: string) => void;
  /** Told every ten seconds. */
  onFigures?: (figures: WorkerFigures) => void;
  /** See `takeWork`. */
  lockSeconds?: number;
}

/** What a worker has done since it began. */
export interface WorkerFigures {
  worker: string;
  seconds: number;
  jobs: number;
  /** Jobs that failed, or were handed back or taken away unfinished. */
  unfinished: number;
  active: number;
  rollouts: number;
  /** Steps asked for, and those that this worker had to make. */
  asked: number;
  made: number;
}

/**
 * Takes rollouts, routing trees and scorings from the queue and makes their steps, until the signal is aborted. Any number
 * of workers may serve any number of commands, as long as their configurations agree in what steps depend on.
 *
 * @returns what it has done
 * @throws ConfigurationError; QueueError where Redis cannot be reached
 */
export async function runWorker(options: RunWorkerOptions): Promise<WorkerFigures> {
  const { config, families = [], url, signal, concurrency = 16, patience = 20, lockSeconds } = options;
  const onNote = options.onNote ?? (() => undefined);
  const name = options.name ?? `${hostname()}-${process.pid}`;
  checkNames(config, families);
  const description = describeWork(config, families);
  const queue = workQueueName(description);
  const redis = await connectRedis(url, { name: `roro worker ${name}`, onNote });
  const performer = new StepJobPerformer({
    redis,
    config,
    families,
    name,
    queue,
    claimSeconds: lockSeconds,
  });
  const begin = performance.now();
  const done = { jobs: 0, unfinished: 0, rollouts: 0, asked: 0, made: 0 };
  const taker = takeWork({
    redis,
    queue,
    worker: name,
    concurrency,
    onNote,
    ...(lockSeconds === undefined ? {} : { lockSeconds }),
    perform: async ({ payload, signal: stop }) => {
      try {
        const result = await performer.perform(payload, stop);
        done.jobs += 1;
        done.rollouts += result.rollouts;
        done.asked += result.asked;
        done.made += result.made;
        return result;
      } catch (error) {
        done.unfinished += 1;
        throw error;
      }
    },
  });
  const figures = (): WorkerFigures => ({
    worker: name,
    seconds: (performance.now() - begin) / 1000,
    active: taker.active,
    ...done,
  });
  const entry = { host: hostname(), pid: process.pid, concurrency, description };
  const leave = await workersAt(redis).announce(name, entry);
  const refused = new Set<string>();
  try {
    await noteRefusals(redis, description, refused, onNote);
    options.onStart?.(name);
    for await (const _ of every(10_000, undefined, { signal })) {
      options.onFigures?.(figures());
      // Not waited for: a Redis that is away must not keep the worker from hearing that it shall stop.
      if (redis.status === 'ready') {
        void noteRefusals(redis, description, refused, onNote).catch(() => undefined);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await taker.close(patience);
    performer.close();
    // Without Redis there is nobody to say goodbye to: the entry runs out.
    if (redis.status === 'ready') await leave();
    redis.disconnect();
  }
  return figures();
}

/** Says once of every command whose work this process cannot take. */
async function noteRefusals(
  redis: Redis,
  description: WorkDescription,
  refused: Set<string>,
  onNote: (text: string) => void,
): Promise<void> {
  for (const { name, entry } of await commandsAt(redis).list()) {
    const differences = workDifferences(entry.description, description);
    if (differences.length === 0 || refused.has(name)) continue;
    refused.add(name);
    onNote(
      `Takes no work of run ${name} (${entry.host}): this worker ${differences.join(', ')}. Start it with the same version and configuration.`,
    );
  }
}
