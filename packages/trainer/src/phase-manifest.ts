import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, readJsonFile, StorageError, writeJsonFile } from '@roro/core';
import { z } from 'zod';
import { endpointSchema } from './endpoint.js';
import { phaseSchema } from './phase.js';

/** `phase.json` of a phase's folder: what it holds and by whom it was made. */
export const phaseManifestSchema = phaseSchema.extend({
  version: z.literal(1),
  run: z.string(),
  setting: z.string(),
  /** Seed of the reward model whose sides are frozen where they were not trained outside. */
  seed: z.number().int(),
  /** The frozen roles that rubrics and judgements come from, as their records name them. */
  rubricor: z.object({ id: z.string(), version: z.string() }),
  judge: z.object({ id: z.string(), version: z.string() }),
  /** Phase `rubricor`: the frozen Judge of the reward service; absent: the weights file beside. */
  judgeEndpoint: endpointSchema.optional(),
  examples: z.object({ train: z.int(), validation: z.int() }),
  /** What had to be left out, since a frozen role that is a language model gave no usable answer. */
  leftOut: z.object({ rubrics: z.int(), judgements: z.int() }),
});
export type PhaseManifest = z.infer<typeof phaseManifestSchema>;

const fileName = 'phase.json';

export function hasPhase(folder: string): boolean {
  return existsSync(join(folder, fileName));
}

/** To be written last: its presence says that the folder is whole. */
export function writePhaseManifest(folder: string, manifest: PhaseManifest): void {
  writeJsonFile(join(folder, fileName), manifest);
}

/** @throws ConfigurationError where the folder holds no phase, StorageError where its file is none of this version */
export function readPhaseManifest(folder: string): PhaseManifest {
  const path = join(folder, fileName);
  if (!hasPhase(folder)) {
    throw new ConfigurationError({
      message: `There is no ${fileName} in ${folder}.`,
      nextStep: 'Make the data of a phase with `roro export --for trl --phase judge --round 1`.',
    });
  }
  const parsed = phaseManifestSchema.safeParse(readJsonFile(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StorageError({
    path,
    message: `${path} is no phase of this version: "${issue?.path.join('.')}": ${issue?.message}.`,
    nextStep: 'Remove the folder and export the phase again.',
  });
}
