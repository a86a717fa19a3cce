import { existsSync } from 'node:fs';
import { readJsonFile } from '@roro/core';
import { z } from 'zod';
import type { RecipeContext } from '../open-run.js';
import type { Setting } from '../settings.js';

/**
 * How much rollouts of one query have in common: of the steps that so many rollouts a query asked for, this share had to be
 * generated, and the others were the same as an earlier one.
 */
export interface Sharing {
  /** Rollouts a query, > 1. */
  rollouts: number;
  /** Range (0, 1]. */
  share: number;
  measured: 'collection' | 'pilot';
}

/**
 * Share of the steps that have to be generated when a query is rolled out another number of times. One rollout shares
 * nothing; from there the share is taken to fall as a power of the rollouts, through the one that was measured, as the
 * number of distinct words of a text grows (Heaps' law). Without a measurement nothing is taken to be shared.
 */
export function shareAt(sharing: Sharing | undefined, rollouts: number): number {
  if (sharing === undefined || rollouts <= 1) return 1;
  const power = Math.log(sharing.share) / Math.log(sharing.rollouts);
  return Math.min(1, rollouts ** power);
}

const collectSchema = z.array(
  z.object({
    setting: z.string(),
    queries: z.number(),
    trajectories: z.number(),
    calls: z.object({ requested: z.number(), generated: z.number() }).optional(),
  }),
);

/** What the collection of the run says; undefined before there is one. */
export function collectionSharing({ run }: RecipeContext, { id }: Setting): Sharing | undefined {
  const path = run.file('collect.json');
  if (!existsSync(path)) return undefined;
  const report = collectSchema.safeParse(readJsonFile(path)).data?.find(({ setting }) => setting === id);
  if (report?.calls === undefined) return undefined;
  const { requested, generated } = report.calls;
  return sharingOf(report.trajectories / report.queries, requested, generated, 'collection');
}

/** Undefined where too little was asked for to tell. */
export function sharingOf(
  rollouts: number,
  requested: number,
  generated: number,
  measured: Sharing['measured'],
): Sharing | undefined {
  if (!(rollouts > 1) || generated === 0 || generated > requested) return undefined;
  return { rollouts, share: generated / requested, measured };
}
