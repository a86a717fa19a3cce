import { AbortError, errorMessage } from '@roro/core';
import { isNotConnectionError, Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { QueueError } from './queue-error.js';
import { queuePrefix } from './queue-prefix.js';

export interface WorkQueueOptions {
  redis: Redis;
  /** Name of the queue; workers take from it by the same name. */
  name: string;
  /** Told of what a reader should know: a worker that stopped, a job of somebody else that failed. */
  onNote?: ((text: string) => void) | undefined;
  /** Seconds between two looks at the jobs that were handed in, should an event about them have been missed; default 2. */
  lookEvery?: number;
}

/** A job as data. Two with one id are one job: let the id be a hash of what determines the result. */
export interface WorkItem {
  id: string;
  /** What kind of work it is. */
  name: string;
  /** JSON. */
  payload: unknown;
  /**
   * Stores what the payload refers to; called before every time that the job is put into the queue.
   *
   * @param again it was there before, and the server has forgotten it
   */
  before?(again: boolean): Promise<void>;
}

interface OpenItem {
  item: WorkItem;
  /** Is it in the queue by all that is known? */
  added: boolean;
  result: PromiseWithResolvers<unknown>;
}

/** How long the result of a job is kept that nobody lets go of. */
const keptSeconds = 7 * 24 * 3600;

/** Attempts of a job that fails for another reason than its own content. */
const attempts = 3;

/**
 * Hands work to other processes and gets the results. Work is done at least once: a worker or a server that dies in the middle
 * delays a job and never loses it, also where the server forgets it.
 */
export class WorkQueue {
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #redis: Redis;
  readonly #onNote: (text: string) => void;
  readonly #open = new Map<string, OpenItem>();
  readonly #look: NodeJS.Timeout;
  #looking = false;
  #stalled = 0;
  #closed = false;

  private constructor({ redis, name, onNote, lookEvery = 2 }: WorkQueueOptions) {
    this.#redis = redis;
    this.#onNote = onNote ?? (() => undefined);
    const settings = { connection: redis, prefix: queuePrefix };
    this.#queue = new Queue(name, settings);
    this.#events = new QueueEvents(name, settings);
    // What happens to the connection is told by `connectRedis`; commands wait for the next one.
    const tell = (error: Error): void => {
      if (isNotConnectionError(error)) this.#onNote(`The queue: ${error.message}`);
    };
    this.#queue.on('error', tell);
    this.#events.on('error', tell);
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#succeed(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => void this.#fail(jobId, failedReason));
    this.#events.on('stalled', ({ jobId }) => {
      if (this.#open.has(jobId)) this.#noteStalled();
    });
    this.#look = setInterval(() => void this.#lookAtAll(), lookEvery * 1000).unref();
  }

  static async open(options: WorkQueueOptions): Promise<WorkQueue> {
    const queue = new WorkQueue(options);
    await queue.#events.waitUntilReady();
    await queue.#queue.waitUntilReady();
    // What failed for an earlier process is tried again, not reported once more.
    await queue.#queue.clean(0, 0, 'failed');
    return queue;
  }

  /** Jobs that were handed in and have no result yet. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Has a job done, or joins in waiting for it where it is there already. The result stays in the queue until `forget`.
   *
   * @param signal withdraws it
   * @returns what the worker answered
   * @throws QueueError with the reason where the job failed for good; AbortError when the signal is aborted
   */
  async submit(item: WorkItem, signal?: AbortSignal): Promise<unknown> {
    const known = this.#open.get(item.id);
    const open = known ?? { item, added: false, result: Promise.withResolvers<unknown>() };
    const onAbort = (): void => {
      this.#open.delete(item.id);
      open.result.reject(
        new AbortError({
          message: 'The wait for a job was stopped by its abort signal.',
          cause: signal?.reason,
        }),
      );
      void this.#queue.remove(item.id).catch(() => undefined);
    };
    if (signal?.aborted === true) onAbort();
    else if (known === undefined) {
      this.#open.set(item.id, open);
      this.#add(open, false).catch((error: unknown) => {
        this.#open.delete(item.id);
        open.result.reject(error);
      });
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await open.result.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Lets go of a job and its result. */
  async forget(id: string): Promise<void> {
    await this.#queue.remove(id);
  }

  /** Jobs of this queue, whoever handed them in: how many wait, and how many are being done. */
  async counts(): Promise<{ waiting: number; active: number }> {
    const {
      waiting = 0,
      delayed = 0,
      active = 0,
    } = await this.#queue.getJobCounts('waiting', 'delayed', 'active');
    return { waiting: waiting + delayed, active };
  }

  /** Drops what is written down of jobs that have ended, but for the latest. */
  async tidy(): Promise<void> {
    await this.#queue.trimEvents(100);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#look);
    await this.#events.close();
    await this.#queue.close();
  }

  async #add(open: OpenItem, again: boolean): Promise<void> {
    const { id, name, payload } = open.item;
    await open.item.before?.(again);
    if (this.#open.get(id) !== open) return;
    await this.#queue.add(name, payload, {
      jobId: id,
      attempts,
      backoff: { type: 'fixed', delay: 500 },
      removeOnComplete: { age: keptSeconds },
      removeOnFail: { age: keptSeconds },
    });
    open.added = true;
    // It was withdrawn in the meantime.
    if (this.#open.get(id) !== open) await this.#queue.remove(id);
  }

  /** A worker that stops leaves several jobs behind at a time: one line for them all. */
  #noteStalled(): void {
    this.#stalled += 1;
    if (this.#stalled > 1) return;
    setTimeout(() => {
      const jobs = this.#stalled === 1 ? 'A job' : `${this.#stalled} jobs`;
      this.#onNote(`${jobs} whose worker stopped in the middle: others take over.`);
      this.#stalled = 0;
    }, 500).unref();
  }

  #succeed(id: string, result: unknown): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    open.result.resolve(result);
  }

  async #fail(id: string, reason: string): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) {
      this.#onNote(`A job that this command did not hand in (${id}) failed: ${reason}`);
      return;
    }
    this.#open.delete(id);
    open.result.reject(
      new QueueError({
        message: `A job (${open.item.name}) failed on its worker: ${reason}`,
        nextStep: 'Mend the cause and run the same command again: everything finished is kept.',
      }),
    );
    await this.#queue.remove(id).catch(() => undefined);
  }

  /** Events may have been missed while the connection was lost, and a server without persistence forgets jobs. */
  async #lookAtAll(): Promise<void> {
    if (this.#looking || this.#closed || this.#redis.status !== 'ready') return;
    this.#looking = true;
    try {
      const added = [...this.#open.values()].filter((open) => open.added);
      for (let start = 0; start < added.length && !this.#closed; start += 32) {
        await Promise.all(added.slice(start, start + 32).map((open) => this.#lookAt(open)));
      }
    } catch (error) {
      if (!this.#closed) this.#onNote(`Could not look after the queue: ${errorMessage(error)}`);
    } finally {
      this.#looking = false;
    }
  }

  async #lookAt(open: OpenItem): Promise<void> {
    const { id } = open.item;
    const state = await this.#queue.getJobState(id);
    if (this.#open.get(id) !== open) return;
    if (state === 'unknown') await this.#add(open, true);
    else if (state === 'completed' || state === 'failed') {
      const job = await Job.fromId(this.#queue, id);
      if (job === undefined) return;
      if (state === 'completed') this.#succeed(id, job.returnvalue);
      else await this.#fail(id, job.failedReason);
    }
  }
}
