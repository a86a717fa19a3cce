import { setImmediate as nextTurn } from 'node:timers/promises';
import { AbortError, GenerationError, RoroError } from '@roro/core';
import type { MemoryStepStore, StepCounts, StepStore, StepWork, StoredStep } from '@roro/engine';
import pLimit from 'p-limit';
import type { StepJobResult } from './step-job-result.js';
import { failureOf } from './step-job-result.js';
import { checkStoredStep } from './stored-step-text.js';

/** Has a task done by a worker. What it asked for is readable by `steps` when it is done. */
export interface StepJobs {
  /**
   * @param known steps that the task will ask for and that must not be made again, by address
   * @param round counts the jobs for this task
   * @throws what makes the run stop: a job that failed for good, AbortError
   */
  perform(
    task: StepWork['task'],
    known: ReadonlyMap<string, StoredStep>,
    round: number,
    signal: AbortSignal | undefined,
  ): Promise<StepJobResult>;
  /** Steps by address; those that are not there are left out. */
  steps(addresses: readonly string[]): Promise<Map<string, StoredStep>>;
  /** The result of a job has been taken over. */
  settled(task: StepWork['task'], round: number): Promise<void>;
}

/** Tasks that are handed in at a time: enough for many workers, few enough that a command that dies leaves little behind. */
const tasksAtATime = 512;

/** Jobs for one task that bring nothing new before it is given up. */
const mostIdleRounds = 3;

/** What came of a step that no store keeps: an error, or a step that ended in one. */
type Unkept = () => Promise<StoredStep>;

/**
 * A store whose steps are made by workers. It rehearses the work that it is told of; where a step is missing it has the whole task
 * done elsewhere and takes the steps over, until the rehearsal lacks nothing. The work itself then finds every step, so that
 * records, counts and files are made here, by the same code and in the same order as without workers.
 */
export class WorkedStepStore implements StepStore {
  readonly #inner: MemoryStepStore;
  readonly #jobs: StepJobs;
  readonly #limit = pLimit(tasksAtATime);
  readonly #unkept = new Map<string, Unkept>();

  constructor(inner: MemoryStepStore, jobs: StepJobs) {
    this.#inner = inner;
    this.#jobs = jobs;
  }

  step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    return this.#inner.step(address, this.#unkept.get(address) ?? generate);
  }

  prepare(work: StepWork, signal?: AbortSignal): Promise<number> {
    return this.#limit(() => this.#prepare(work, signal));
  }

  async #prepare(work: StepWork, signal: AbortSignal | undefined): Promise<number> {
    // What failed for earlier work is tried again, as it would be without workers.
    const unkept = new Map<string, Unkept>();
    let taken = 0;
    let idleRounds = 0;
    for (let round = 0; ; round++) {
      throwIfAborted(signal);
      // Rehearsals of many tasks must not keep the process from hearing of others.
      await nextTurn();
      const rehearsal = new Rehearsal(this.#inner, unkept);
      // Where nothing is lacking, what is thrown is what the work itself will throw.
      await work.rehearse(rehearsal).catch(() => undefined);
      throwIfAborted(signal);
      if (!rehearsal.isLacking) return taken;
      const result = await this.#jobs.perform(work.task, rehearsal.found, round, signal);
      const added = (await this.#takeSteps(result)) + this.#takeUnkept(result, unkept);
      await this.#jobs.settled(work.task, round);
      taken += added;
      idleRounds = added === 0 ? idleRounds + 1 : 0;
      if (idleRounds === mostIdleRounds) throw divergence(work);
    }
  }

  async #takeSteps({ steps }: StepJobResult): Promise<number> {
    const missing = steps.filter((address) => this.#inner.known(address) === undefined);
    const found = await this.#jobs.steps(missing);
    let taken = 0;
    for (const [address, step] of found) {
      // Another task may be taking the same step over.
      await this.#inner.step(address, async () => {
        taken += 1;
        return step;
      });
    }
    // On disk before the queue lets go of them.
    this.#inner.flush();
    return taken;
  }

  #takeUnkept({ unkept, failures }: StepJobResult, own: Map<string, Unkept>): number {
    const before = own.size;
    for (const [address, step] of unkept) {
      const stored = checkStoredStep(step);
      own.set(address, async () => stored);
    }
    for (const [address, failure] of failures) own.set(address, () => Promise.reject(failureOf(failure)));
    for (const [address, outcome] of own) this.#unkept.set(address, outcome);
    return own.size - before;
  }

  get size(): number {
    return this.#inner.size;
  }

  counts(): StepCounts {
    return this.#inner.counts();
  }

  flush(): void {
    this.#inner.flush();
  }

  close(): void {
    this.#inner.close();
  }
}

/** Gives what is there and notes what is not. */
class Rehearsal implements StepStore {
  readonly #inner: MemoryStepStore;
  readonly #unkept: ReadonlyMap<string, Unkept>;
  readonly found = new Map<string, StoredStep>();
  isLacking = false;

  constructor(inner: MemoryStepStore, unkept: ReadonlyMap<string, Unkept>) {
    this.#inner = inner;
    this.#unkept = unkept;
  }

  step(address: string): StoredStep | Promise<StoredStep> {
    const known = this.#inner.known(address);
    if (known !== undefined) {
      this.found.set(address, known);
      return known;
    }
    const unkept = this.#unkept.get(address);
    if (unkept !== undefined) return unkept();
    this.isLacking = true;
    return Promise.reject(
      new GenerationError({ model: 'workers', message: 'No worker has made this step yet.' }),
    );
  }

  get size(): number {
    return this.#inner.size;
  }

  counts(): StepCounts {
    return this.#inner.counts();
  }

  flush(): void {}

  close(): void {}
}

function divergence({ task }: StepWork): RoroError {
  const routers =
    task.type === 'rollouts'
      ? [...new Set(task.rollouts.map(({ router }) => router.id))].join(', ')
      : task.type;
  return new RoroError({
    message: `Workers made none of the steps that query "${task.query.id}" lacks here (${routers}), ${mostIdleRounds} times over.`,
    nextStep:
      'A router that does not decide alike in every process cannot run with --queue: it must depend on its state and its seed alone.',
  });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({
    message: 'The wait for workers was stopped by its abort signal.',
    nextStep: 'Run the same command again to resume.',
    cause: signal.reason,
  });
}
