import {
  type CriticalSteps,
  criticalStepsSchema,
  type PreferencePair,
  preferencePairSchema,
  type Trajectory,
  trajectorySchema,
} from '@roro/core';
import { z } from 'zod';

/** A kind of record that is kept in shards. */
export interface ShardSchema<T> {
  /** Written into the manifest: shards of another kind or version are refused. */
  readonly id: string;
  readonly version: number;
  readonly record: z.ZodType<T>;
  /** What tells records apart when shards are merged. */
  key(record: T): string;
}

export const trajectoryShards: ShardSchema<Trajectory> = {
  id: 'trajectory',
  version: 1,
  record: trajectorySchema,
  key: ({ id }) => id,
};

export const pairShards: ShardSchema<PreferencePair> = {
  id: 'preference-pair',
  version: 1,
  record: preferencePairSchema,
  key: ({ queryId, chosen, rejected }) => `${queryId}\u0000${chosen}\u0000${rejected}`,
};

export const criticalStepsShards: ShardSchema<CriticalSteps> = {
  id: 'critical-steps',
  version: 1,
  record: criticalStepsSchema,
  key: ({ queryId }) => queryId,
};

/** Lines of JSON of any form, told apart by their whole text. */
export const lineShards: ShardSchema<unknown> = {
  id: 'json-line',
  version: 1,
  record: z.unknown(),
  key: (record) => JSON.stringify(record),
};
