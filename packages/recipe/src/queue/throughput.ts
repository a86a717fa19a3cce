import type { StepJobResult } from './step-job-result.js';

/** Seconds over which a rate is taken. */
const window = 30;

interface WorkerRecord {
  rollouts: number;
  steps: number;
  /** When each of the latest results came, in seconds, and its rollouts. */
  recent: { at: number; rollouts: number }[];
}

/** How much each worker does, from the results that it gives. */
export class Throughput {
  readonly #workers = new Map<string, WorkerRecord>();
  readonly #begin: number;

  /** @param now seconds of any clock */
  constructor(now: number) {
    this.#begin = now;
  }

  add({ worker, rollouts, made }: Pick<StepJobResult, 'worker' | 'rollouts' | 'made'>, now: number): void {
    const record = this.#workers.get(worker) ?? { rollouts: 0, steps: 0, recent: [] };
    this.#workers.set(worker, record);
    record.rollouts += rollouts;
    record.steps += made;
    record.recent.push({ at: now, rollouts });
  }

  /** One entry a worker, by name; `rate` in rollouts per second over the last half minute. */
  report(now: number): { worker: string; rollouts: number; steps: number; rate: number }[] {
    const span = Math.max(1, Math.min(window, now - this.#begin));
    return [...this.#workers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([worker, record]) => {
        record.recent = record.recent.filter(({ at }) => at > now - window);
        const recent = record.recent.reduce((sum, { rollouts }) => sum + rollouts, 0);
        return { worker, rollouts: record.rollouts, steps: record.steps, rate: recent / span };
      });
  }
}
