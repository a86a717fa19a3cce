import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, writeFileAtomic, writeJsonFile } from '@roro/core';
import { z } from 'zod';

const spentSchema = z.object({
  /** Updates done; 0 is the policy before training. */
  update: z.number().int().nonnegative(),
  /** Spent by then, as `budget.json` counts it. */
  rollouts: z.number().int().nonnegative(),
  calls: z.number().int().nonnegative(),
});

/** A policy on its way, and what had been spent by then. */
export type PolicySnapshot = z.infer<typeof spentSchema> & {
  /** Weights, a policy file. */
  path: string;
};

/** Snapshots of a training where its configuration says nothing of them. */
const usualCount = 4;

/**
 * The policies that a training keeps on its way: `update-<n>.safetensors` with `update-<n>.json`, what had been spent. A
 * training that goes on after a crash writes again what it makes again, the same bytes.
 */
export class PolicySnapshots {
  readonly #folder: string;
  readonly #updates: ReadonlySet<number>;

  /**
   * @param updates of the whole training
   * @param count see `snapshotUpdates`
   */
  constructor(folder: string, updates: number, count?: number) {
    this.#folder = folder;
    this.#updates = new Set(snapshotUpdates(updates, count));
  }

  /**
   * Keeps the policy after `update` updates where it is one of those to keep. To be called before the next update begins:
   * what a checkpoint lies behind is then there, or kept when the training goes on from it.
   *
   * @throws StorageError where it cannot be written
   */
  keep(update: number, file: () => Uint8Array, spent: () => { rollouts: number; calls: number }): void {
    if (!this.#updates.has(update)) return;
    writeFileAtomic(join(this.#folder, `update-${update}.safetensors`), file());
    // Last, so that its presence says that the weights are whole.
    writeJsonFile(join(this.#folder, `update-${update}.json`), { update, ...spent() });
  }
}

/**
 * Updates after which a policy is kept: 0, and `count` equally spaced ones of which the last is the end of the training;
 * every one of a training that has no more than that. None where `count` is 0.
 *
 * @param count default 4
 */
export function snapshotUpdates(updates: number, count = usualCount): number[] {
  if (count === 0) return [];
  const kept = Math.min(count, updates);
  return Array.from({ length: kept + 1 }, (_, i) => Math.round((i * updates) / kept));
}

/**
 * The snapshots that a folder holds, the earliest first; none where there is no folder.
 *
 * @throws StorageError for one that is broken
 */
export function readSnapshots(folder: string): PolicySnapshot[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const stem = /^(update-\d+)\.json$/.exec(name)?.[1];
      if (stem === undefined) return [];
      const spent = spentSchema.parse(readJsonFile(join(folder, name)));
      return [{ ...spent, path: join(folder, `${stem}.safetensors`) }];
    })
    .sort((a, b) => a.update - b.update);
}
