import { viewQuery } from '@roro/core';
import type { EngineSettings } from './engine-settings.js';
import { type Rollout, rollTrajectory } from './run-trajectory.js';
import type { StepCounts, StepStore } from './step-store.js';

export interface PrepareGroupsOptions {
  /** Query after query. */
  rollouts: readonly Rollout[];
  groupSize: number;
  settings: EngineSettings;
  store: StepStore;
  /** Rollouts that will not be run: their records are there already. */
  isKnown(rollout: Rollout): boolean;
  /** Counted up by the steps that were made for them. */
  counts: Omit<StepCounts, 'saved'>;
  signal: AbortSignal;
}

/**
 * Tells the store of the rollouts of every query at once: it is up to the store how many it has made at a time. Undefined
 * where the store does not ask to be told.
 *
 * @returns waits until the store is ready for the rollout at a position
 */
export function prepareGroups(
  options: PrepareGroupsOptions,
): ((position: number) => Promise<void>) | undefined {
  const { rollouts, groupSize, store } = options;
  if (store.prepare === undefined) return undefined;
  const groups = Array.from({ length: Math.ceil(rollouts.length / groupSize) }, (_, group) =>
    prepareGroup(options, rollouts.slice(group * groupSize, (group + 1) * groupSize)),
  );
  // Each is awaited by its own rollouts; one that has none is no unhandled rejection.
  for (const group of groups) group.catch(() => undefined);
  return (position) => groups[Math.floor(position / groupSize)] as Promise<void>;
}

async function prepareGroup(
  { settings, store, isKnown, counts, signal }: PrepareGroupsOptions,
  rollouts: readonly Rollout[],
): Promise<void> {
  const open = rollouts.filter((rollout) => !isKnown(rollout));
  const [first] = open;
  if (first === undefined) return;
  const { query, seed } = first;
  const made = await store.prepare?.(
    {
      task: {
        type: 'rollouts',
        settings: settings.identity,
        query: viewQuery(query),
        seed,
        rollouts: open.map(({ sample, router, drawsAs }) => ({ sample, router, drawsAs })),
      },
      rehearse: async (other) => {
        const nowhere = { requested: 0, generated: 0 };
        await Promise.all(
          open.map((rollout) =>
            rollTrajectory({ ...rollout, store: other, onEvent: undefined }, settings, nowhere),
          ),
        );
      },
    },
    signal,
  );
  counts.generated += made ?? 0;
}
