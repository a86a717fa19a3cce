import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  type ModelPool,
  type RouterFit,
  readJsonFile,
  StorageError,
  writeFileAtomic,
  writeJsonFile,
} from '@roro/core';
import { modelFingerprint } from '@roro/engine';
import { z } from 'zod';

const fileSchema = z.object({
  version: z.literal(1),
  /** Run that the routers were trained and measured in. */
  run: z.string(),
  setting: z.string(),
  /** The pool, from the cheapest to the dearest. */
  models: z.array(z.object({ id: z.string(), fingerprint: z.string() })).min(2),
  minimumDwell: z.number().int().positive(),
  routers: z.array(
    z.object({
      id: z.string(),
      /** Measured on validation queries of all benchmarks together; a null knob is a router's only point. */
      points: z.array(
        z.object({ knob: z.number().nullable(), accuracy: z.number(), costShare: z.number().nonnegative() }),
      ),
      /** What a family learned. */
      fit: z.custom<RouterFit>((value) => typeof value === 'object' && value !== null).optional(),
      /** File of a trained policy beside this one. */
      policy: z
        .string()
        .regex(/^[\w.-]+$/)
        .optional(),
    }),
  ),
});

/** Everything that serving routers takes: a small folder, made from a run. */
export interface RouterBundle extends z.infer<typeof fileSchema> {
  /** File name → weights. */
  policies: ReadonlyMap<string, Uint8Array>;
}

export type BundledRouter = RouterBundle['routers'][number];

const fileName = 'routers.json';

/** Writes the weights first, so that a folder with a `routers.json` is whole. */
export function writeRouterBundle(folder: string, { policies, ...file }: RouterBundle): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of policies) writeFileAtomic(join(folder, name), bytes);
  writeJsonFile(join(folder, fileName), file);
}

/** @throws StorageError where the folder is none, or lacks what it names */
export function readRouterBundle(folder: string): RouterBundle {
  const path = join(folder, fileName);
  if (!existsSync(path)) {
    throw new StorageError({
      path,
      message: `There is no ${fileName} in ${folder}.`,
      nextStep: 'Make the folder with `roro router pack`.',
    });
  }
  const parsed = fileSchema.safeParse(readJsonFile(path));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StorageError({
      path,
      message: `${path} is no bundle of routers: "${issue?.path.join('.')}": ${issue?.message}.`,
      nextStep: 'Make it again with `roro router pack`.',
    });
  }
  const names = parsed.data.routers.flatMap(({ policy }) => (policy === undefined ? [] : [policy]));
  const policies = new Map(names.map((name) => [name, readWeights(join(folder, name))]));
  return { ...parsed.data, policies };
}

function readWeights(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StorageError({
      path,
      message: `The weights ${path} cannot be read.`,
      nextStep: 'Make the folder again with `roro router pack`.',
      cause,
    });
  }
}

/**
 * Routers decide by what they have seen of their models: others may be served, but not unawares.
 *
 * @throws ConfigurationError where the pool is not the one that the routers were made for
 */
export function requirePool({ models, run }: RouterBundle, pool: ModelPool): void {
  const name = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join(', ');
  const isSame =
    models.length === pool.models.length &&
    models.every(({ fingerprint }, i) => fingerprint === fingerprintOf(pool, i));
  if (isSame) return;
  throw new ConfigurationError({
    message: `The routers of run ${run} were made for the models ${name(models)}; the pool "${pool.id}" has ${name(pool.models)}, or other versions of them.`,
    nextStep: 'Run `roro run` with this pool and serve the routers of that run.',
  });
}

export function fingerprintOf({ models }: ModelPool, index: number): string | undefined {
  const model = models[index];
  return model === undefined ? undefined : modelFingerprint(model);
}
