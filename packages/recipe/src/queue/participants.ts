import { Presence, queuePrefix, type Redis } from '@roro/queue';
import { z } from 'zod';
import type { WorkDescription } from './work-description.js';

const participantSchema = z.object({
  host: z.string(),
  pid: z.number().int(),
  /** Jobs at a time; 0 for a command that hands work in. */
  concurrency: z.number().int().nonnegative(),
  description: z.record(z.string(), z.string()),
});

/** A process at the queue: a worker, or a command that hands work in (its name is the run's). */
export interface Participant extends z.infer<typeof participantSchema> {
  description: WorkDescription & Record<string, string>;
}

export function workersAt(redis: Redis): Presence<Participant> {
  return new Presence({ redis, key: `${queuePrefix}:workers`, schema: participantSchema });
}

export function commandsAt(redis: Redis): Presence<Participant> {
  return new Presence({ redis, key: `${queuePrefix}:commands`, schema: participantSchema });
}
