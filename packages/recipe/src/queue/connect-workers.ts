import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError, contentHash, type RouterFamily, type RunDirectory } from '@roro/core';
import { connectRedis, type Redis, redisAddress, SharedMap, SharedTexts, WorkQueue } from '@roro/queue';
import type { Config } from '../config.js';
import { describeConfig } from '../open-run.js';
import { commandsAt } from './participants.js';
import { keptSeconds, runKey, stepsKey, textsKey } from './queue-keys.js';
import { queuedStepJobs } from './queued-step-jobs.js';
import { RollCall } from './roll-call.js';
import { Throughput } from './throughput.js';
import { describeWork, workQueueName } from './work-description.js';
import { WorkedStepStore } from './worked-step-store.js';
import type { Workers } from './workers.js';

export interface ConnectWorkersOptions {
  config: Config;
  families?: readonly RouterFamily[];
  run: Pick<RunDirectory, 'id'>;
  /** URL of Redis. */
  url: string;
  onNote?: ((text: string) => void) | undefined;
}

/** The connection of a run to its workers. */
export interface WorkersConnection extends Workers {
  /** The run has all that it wanted: nothing of it stays in Redis. */
  finish(): Promise<void>;
  /** Leaves what is in Redis there, so that the same command goes on from it. */
  close(): Promise<void>;
}

/** Longest time, in ms, that the end of a command waits for Redis. */
const goodbye = 5000;

/** Seconds between two lines about the workers. */
const noteEvery = 10;

/**
 * Hands the work of a run to whatever workers are at the queue, and tells how they get on. Workers may come and go at any time;
 * with none there, the work waits.
 *
 * @throws QueueError where Redis cannot be reached; ConfigurationError where a run of this name and another configuration is
 *   at the queue, or the calls of models are to be recorded or replayed here
 */
export async function connectWorkers(options: ConnectWorkersOptions): Promise<WorkersConnection> {
  const { config, families = [], run, url } = options;
  const onNote = options.onNote ?? (() => undefined);
  if (config.calls !== undefined) {
    throw new ConfigurationError({
      message:
        'Calls are recorded and replayed by the process that makes them; with --queue that is a worker.',
      nextStep: 'Leave out --queue, or --record and --replay.',
    });
  }
  const description = describeWork(config, families);
  const redis = await connectRedis(url, { name: `roro ${run.id}`, onNote });
  try {
    await claimRun(redis, run.id, contentHash(describeConfig(config)));
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const queue = await WorkQueue.open({ redis, name: workQueueName(description), onNote });
  const leave = await commandsAt(redis).announce(run.id, {
    host: hostname(),
    pid: process.pid,
    concurrency: 0,
    description,
  });
  const steps = new SharedMap({ redis, key: stepsKey(run.id), holder: run.id, lifetime: keptSeconds });
  const texts = new SharedTexts(redis, textsKey(run.id), keptSeconds);
  const throughput = new Throughput(performance.now() / 1000);
  const jobs = queuedStepJobs({ run: run.id, queue, steps, texts, throughput });
  const roll = new RollCall(redis, description, redisAddress(url), onNote);
  await roll.call();
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    void describeProgress(queue, throughput, onNote).catch(() => undefined);
    void roll.call().catch(() => undefined);
  }, noteEvery * 1000).unref();

  async function closeAll(): Promise<void> {
    clearInterval(timer);
    steps.close();
    // Without Redis there is nobody to say goodbye to: the entry runs out.
    if (redis.status === 'ready') await leave();
    await Promise.race([queue.close(), delay(goodbye, undefined, { ref: false })]);
    redis.disconnect();
  }
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  return {
    over: (store) => new WorkedStepStore(store, jobs),
    close,
    finish: async () => {
      const forgotten = redis
        .del(stepsKey(run.id), textsKey(run.id), runKey(run.id))
        .then(() => queue.tidy())
        // The run is done; what is left of it in Redis runs out.
        .catch(() => undefined);
      await Promise.race([forgotten, delay(goodbye, undefined, { ref: false })]);
      await close();
    },
  };
}

/** One name at the queue, one configuration. */
async function claimRun(redis: Redis, run: string, configuration: string): Promise<void> {
  const key = runKey(run);
  await redis.set(key, configuration, 'EX', keptSeconds, 'NX');
  const known = await redis.get(key);
  if (known !== null && known !== configuration) {
    throw new ConfigurationError({
      message: `Run "${run}" is at the queue with another configuration.`,
      nextStep: 'Choose another run id with --run, or restore the configuration to go on with that run.',
    });
  }
  await redis.expire(key, keptSeconds);
}

async function describeProgress(
  queue: WorkQueue,
  throughput: Throughput,
  onNote: (text: string) => void,
): Promise<void> {
  const report = throughput.report(performance.now() / 1000);
  if (report.length === 0 || queue.size === 0) return;
  const { waiting, active } = await queue.counts();
  const all = report.reduce((sum, { rate }) => sum + rate, 0);
  const each = report.map(
    ({ worker, rate, rollouts, steps }) =>
      `${worker} ${rate.toFixed(1)}/s (${rollouts} rollouts, ${steps} steps)`,
  );
  onNote(`  ${all.toFixed(1)} rollouts/s; jobs: ${active} at work, ${waiting} wait; ${each.join(', ')}`);
}
