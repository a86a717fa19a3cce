import { randomUUID } from 'node:crypto';
import { ConfigurationError, type ModelPool, type RouterFamily } from '@roro/core';
import { type EngineOptions, engineIdentity, performStepTask } from '@roro/engine';
import { type Redis, SharedLimit, SharedMap, SharedTexts } from '@roro/queue';
import type { Config } from '../config.js';
import { engineOptions, graderOf, resolveSettings } from '../settings.js';
import { keptSeconds, limitKey, stepsKey, textsKey } from './queue-keys.js';
import { readStepJob, taskOfJob } from './step-job.js';
import type { StepJobResult } from './step-job-result.js';
import { WorkerStepStore } from './worker-step-store.js';

export interface StepJobPerformerOptions {
  redis: Redis;
  config: Config;
  /** Router families of third-party packages. */
  families: readonly RouterFamily[];
  /** Of the worker. */
  name: string;
  /** Of the queue that the jobs come from. */
  queue: string;
  /** Seconds after which the claims of a process that died are free; default that of `SharedMap`. */
  claimSeconds?: number | undefined;
}

/** A pool and the settings that it is asked with. */
interface World {
  pool: ModelPool;
  options: EngineOptions;
}

/** Does the jobs of any run whose settings are among those of a configuration. */
export class StepJobPerformer {
  readonly #options: StepJobPerformerOptions;
  /** By the name that a task gives them. */
  readonly #worlds: ReadonlyMap<string, World>;
  readonly #formatOf: ReturnType<typeof graderOf>;
  readonly #runs = new Map<string, { steps: SharedMap; texts: SharedTexts }>();
  readonly #holder: string;
  readonly #limits: SharedLimit[] = [];

  constructor(options: StepJobPerformerOptions) {
    this.#options = options;
    this.#worlds = worldsOf(options.config, (pool) => this.#shareLimits(pool));
    this.#formatOf = graderOf(options.config);
    // Names may be given twice; claims must not be taken for one's own.
    this.#holder = `${options.name} ${randomUUID()}`;
  }

  /**
   * @param signal stops it
   * @throws ValidationError for a payload that is no job; ConfigurationError for a job that another configuration is needed for;
   *   AbortError
   */
  async perform(payload: unknown, signal: AbortSignal): Promise<StepJobResult> {
    const startedAt = performance.now();
    const job = readStepJob(payload);
    const world = this.#worlds.get(job.settings);
    if (world === undefined) {
      throw new ConfigurationError({
        message: 'This worker has no setting with the models, generation and budget that the job asks for.',
        nextStep: 'Start it with the configuration of the command that hands the work in.',
      });
    }
    const { steps, texts } = this.#accessTo(job.run);
    const task = await taskOfJob(job, texts, this.#options.families);
    const { format } = this.#formatOf({ ...job.query });
    const store = new WorkerStepStore(steps, signal);
    try {
      await performStepTask(task, { ...world.options, pool: world.pool, format, store, signal });
    } catch (error) {
      // What a model did wrong is part of the result; the command meets it where the work itself would have.
      if (!store.hasFailedWith(error)) throw error;
    }
    return {
      version: 1,
      worker: this.#options.name,
      rollouts: job.type === 'rollouts' ? job.rollouts.length : 1,
      asked: store.counts().requested,
      made: store.made,
      seconds: (performance.now() - startedAt) / 1000,
      steps: store.addresses,
      unkept: [...store.unkept],
      failures: [...store.failures],
    };
  }

  /** Renews no claims and no places any more. */
  close(): void {
    for (const limit of this.#limits) limit.close();
    for (const { steps } of this.#runs.values()) steps.close();
  }

  /** A `maxConcurrency` that was given holds for all workers together; the default one for each. */
  #shareLimits({ id, models }: ModelPool): void {
    const { redis, queue } = this.#options;
    for (const model of models) {
      if (model.maxConcurrency === undefined || model.limit !== undefined) continue;
      const limit = new SharedLimit({
        redis,
        key: limitKey(queue, id, model.id),
        room: model.maxConcurrency,
      });
      this.#limits.push(limit);
      model.limit = (call) => limit.run(call);
    }
  }

  #accessTo(run: string): { steps: SharedMap; texts: SharedTexts } {
    let access = this.#runs.get(run);
    if (access === undefined) {
      const { redis, claimSeconds } = this.#options;
      const options = { redis, key: stepsKey(run), holder: this.#holder, lifetime: keptSeconds };
      access = {
        steps: new SharedMap(claimSeconds === undefined ? options : { ...options, claimSeconds }),
        texts: new SharedTexts(redis, textsKey(run), keptSeconds),
      };
      this.#runs.set(run, access);
    }
    return access;
  }
}

function worldsOf(config: Config, share: (pool: ModelPool) => void): Map<string, World> {
  const worlds = new Map<string, World>();
  for (const { pool } of resolveSettings(config)) {
    share(pool);
    // Scores are asked for with the engine's own defaults, everything else as the configuration says.
    for (const options of [engineOptions(config), {}]) {
      worlds.set(engineIdentity(pool, options), { pool, options });
    }
  }
  return worlds;
}
