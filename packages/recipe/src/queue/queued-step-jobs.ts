import type { StepWork } from '@roro/engine';
import type { SharedMap, SharedTexts, WorkQueue } from '@roro/queue';
import { type WrittenJob, writeStepJob } from './step-job.js';
import { readStepJobResult } from './step-job-result.js';
import { readStoredStep, storedStepText } from './stored-step-text.js';
import type { Throughput } from './throughput.js';
import type { StepJobs } from './worked-step-store.js';

export interface QueuedStepJobsOptions {
  run: string;
  queue: WorkQueue;
  steps: SharedMap;
  texts: SharedTexts;
  throughput: Throughput;
}

/** Has tasks done through the queue; their steps travel by the run's shared map. */
export function queuedStepJobs({ run, queue, steps, texts, throughput }: QueuedStepJobsOptions): StepJobs {
  const written = new WeakMap<StepWork['task'], Map<number, WrittenJob>>();
  const jobOf = (task: StepWork['task'], round: number): WrittenJob => {
    const rounds = written.get(task) ?? new Map<number, WrittenJob>();
    written.set(task, rounds);
    const job = rounds.get(round) ?? writeStepJob(task, run, round);
    rounds.set(round, job);
    return job;
  };
  return {
    async perform(task, known, round, signal) {
      const { id, job, texts: named } = jobOf(task, round);
      const item = {
        id,
        name: task.type,
        payload: job,
        before: async (again: boolean) => {
          if (again) texts.doubt();
          for (const text of named) await texts.put(text);
          await steps.write(new Map([...known].map(([address, step]) => [address, storedStepText(step)])));
        },
      };
      const result = readStepJobResult(await queue.submit(item, signal));
      throughput.add(result, performance.now() / 1000);
      return result;
    },
    async steps(addresses) {
      const found = await steps.read(addresses);
      return new Map(
        addresses.flatMap((address, i) => {
          const text = found[i];
          return text === null || text === undefined ? [] : [[address, readStoredStep(text)] as const];
        }),
      );
    },
    settled: (task, round) => queue.forget(jobOf(task, round).id),
  };
}
