import { existsSync } from 'node:fs';
import {
  type RouterFamily,
  type RouterFit,
  readJsonFile,
  routableModels,
  StorageError,
  writeJsonFile,
} from '@roro/core';
import { type StepStore, scoreTrajectory } from '@roro/engine';
import { z } from 'zod';
import { collectSetting } from './collect.js';
import { fitPath } from './kept-files.js';
import type { RecipeContext } from './open-run.js';
import type { Setting } from './settings.js';

const fitSchema = z.object({
  /** Of the family and of the models that it was fitted to. */
  router: z.string(),
  setting: z.string(),
  fit: z.object({ knobs: z.array(z.number()).optional(), parameters: z.unknown().optional() }),
});

/**
 * What a family learned from the setting's collection of training answers; undefined for a family that learns nothing.
 * Kept in `routers/<id>-<setting>.json` and made once; for a family of a third-party package, every time.
 *
 * @throws ValidationError where the collection cannot settle it
 */
export async function fittedRouter(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  family: RouterFamily,
): Promise<RouterFit | undefined> {
  if (family.fit === undefined) return undefined;
  const { config, run, families, signal } = context;
  const path = fitPath(run, family.id, setting.id);
  // What another package's rule has learned may be another one's by now: its author is at work on it.
  const isForeign = families?.includes(family) === true;
  if (existsSync(path) && !isForeign) return readFit(path);
  const { ends, diverse } = await collectSetting(context, setting, store);
  const fit = await family.fit({
    models: routableModels(setting.pool),
    trajectories: [...[...ends.values()].flat(), ...diverse],
    scores: (scorer, trajectory) =>
      scoreTrajectory({
        pool: setting.pool,
        scorer,
        trajectory,
        store,
        ...(signal === undefined ? {} : { signal }),
      }),
    seed: config.seed,
  });
  writeJsonFile(path, { router: family.id, setting: setting.id, fit });
  // As the next command reads it, so that a run and its resumption use the same numbers.
  return readFit(path);
}

export function readFit(path: string): RouterFit {
  const parsed = fitSchema.safeParse(readJsonFile(path));
  if (parsed.success) {
    const { knobs, parameters } = parsed.data.fit;
    return { ...(knobs === undefined ? {} : { knobs }), ...(parameters === undefined ? {} : { parameters }) };
  }
  throw new StorageError({
    path,
    message: `${path} is no fit of a router: ${parsed.error.issues[0]?.message}.`,
    nextStep: 'Delete it; it is made again.',
  });
}
