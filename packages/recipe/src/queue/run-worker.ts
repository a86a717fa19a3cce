import { hostname } from 'node:os';
import { setInterval as every } from 'node:timers/promises';
import { ConfigurationError, type ModelPool, type RouterFamily } from '@roro/core';
import { type EngineOptions, engineIdentity, performStepTask } from '@roro/engine';
import { connectRedis, type Redis, SharedMap, SharedTexts, sharedLimit, takeWork } from '@roro/queue';
import type { Config } from '../config.js';
import { checkNames, engineOptions, graderOf, resolveSettings } from '../settings.js';
import { commandsAt, workersAt } from './participants.js';
import { keptSeconds, limitKey, stepsKey, textsKey } from './queue-keys.js';
import { readStepJob, type StepJob, taskOfJob } from './step-job.js';
import type { StepJobResult } from './step-job-result.js';
import { describeWork, workDifferences, workQueueName } from './work-description.js';
import { WorkerStepStore } from './worker-step-store.js';

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

/** A pool and the settings that it is asked with, by the name that a task gives them. */
interface World {
  pool: ModelPool;
  options: EngineOptions;
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
  const worlds = worldsOf(config, (pool) => shareLimits(redis, queue, pool));
  const grader = graderOf(config);
  const runs = new Map<string, RunAccess>();
  const begin = performance.now();
  const figures = {
    worker: name,
    seconds: 0,
    jobs: 0,
    unfinished: 0,
    active: 0,
    rollouts: 0,
    asked: 0,
    made: 0,
  };

  function accessOf(run: string): RunAccess {
    let access = runs.get(run);
    if (access === undefined) {
      access = openRun(redis, run, name, lockSeconds);
      runs.set(run, access);
    }
    return access;
  }

  async function perform(job: StepJob, stop: AbortSignal): Promise<StepJobResult> {
    const startedAt = performance.now();
    const world = worlds.get(job.settings);
    if (world === undefined) {
      throw new ConfigurationError({
        message: 'This worker has no setting with the models, generation and budget that the job asks for.',
        nextStep: 'Start it with the configuration of the command that hands the work in.',
      });
    }
    const { steps, texts } = accessOf(job.run);
    const task = await taskOfJob(job, texts, families);
    const { format } = grader({ ...job.query });
    const store = new WorkerStepStore(steps, stop);
    try {
      await performStepTask(task, { ...world.options, pool: world.pool, format, store, signal: stop });
    } catch (error) {
      // What a model did wrong is part of the result; the command meets it where the work itself would have.
      if (!store.hasFailedWith(error)) throw error;
    }
    return {
      version: 1,
      worker: name,
      rollouts: job.type === 'rollouts' ? job.rollouts.length : 1,
      asked: store.counts().requested,
      made: store.made,
      seconds: (performance.now() - startedAt) / 1000,
      steps: store.addresses,
      unkept: [...store.unkept],
      failures: [...store.failures],
    };
  }

  const taker = takeWork({
    redis,
    queue,
    worker: name,
    concurrency,
    onNote,
    ...(lockSeconds === undefined ? {} : { lockSeconds }),
    perform: async ({ payload, signal: stop }) => {
      try {
        const result = await perform(readStepJob(payload), stop);
        figures.jobs += 1;
        figures.rollouts += result.rollouts;
        figures.asked += result.asked;
        figures.made += result.made;
        return result;
      } catch (error) {
        figures.unfinished += 1;
        throw error;
      }
    },
  });
  const leave = await workersAt(redis).announce(name, {
    host: hostname(),
    pid: process.pid,
    concurrency,
    description,
  });
  const refused = new Set<string>();
  const current = (): WorkerFigures => ({
    ...figures,
    seconds: (performance.now() - begin) / 1000,
    active: taker.active,
  });
  try {
    await noteRefusals(redis, description, refused, onNote);
    options.onStart?.(name);
    for await (const _ of every(10_000, undefined, { signal, ref: true })) {
      options.onFigures?.(current());
      if (redis.status === 'ready') await noteRefusals(redis, description, refused, onNote);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await taker.close(patience);
    for (const { steps } of runs.values()) steps.close();
    // Without Redis there is nobody to say goodbye to: the entry runs out.
    if (redis.status === 'ready') await leave();
    redis.disconnect();
  }
  return current();
}

interface RunAccess {
  steps: SharedMap;
  texts: SharedTexts;
}

function openRun(redis: Redis, run: string, holder: string, claimSeconds: number | undefined): RunAccess {
  const options = { redis, key: stepsKey(run), holder, lifetime: keptSeconds };
  return {
    steps: new SharedMap(claimSeconds === undefined ? options : { ...options, claimSeconds }),
    texts: new SharedTexts(redis, textsKey(run), keptSeconds),
  };
}

/** Scores are asked for with the engine's own defaults, everything else as the configuration says. */
function worldsOf(config: Config, prepare: (pool: ModelPool) => void): Map<string, World> {
  const worlds = new Map<string, World>();
  for (const { pool } of resolveSettings(config)) {
    prepare(pool);
    for (const options of [engineOptions(config), {}]) {
      worlds.set(engineIdentity(pool, options), { pool, options });
    }
  }
  return worlds;
}

/** A `maxConcurrency` that was given holds for all workers together; the default one for each. */
function shareLimits(redis: Redis, queue: string, { id, models }: ModelPool): void {
  for (const model of models) {
    if (model.maxConcurrency === undefined || model.limit !== undefined) continue;
    model.limit = sharedLimit(redis, limitKey(queue, id, model.id), model.maxConcurrency);
  }
}

/** Says once of every command whose work this process cannot take. */
async function noteRefusals(
  redis: Redis,
  description: Parameters<typeof workDifferences>[1],
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
