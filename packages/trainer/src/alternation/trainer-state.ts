import { existsSync } from 'node:fs';
import { readJsonFile, StorageError, writeJsonFile } from '@roro/core';
import { z } from 'zod';
import { endpointSchema } from '../endpoint.js';
import { comparePhases, type Phase, type PhaseName, phaseNameSchema, phaseSchema } from '../phase.js';

const importedSchema = z.strictObject({
  phase: phaseNameSchema,
  /** The phase that the model came out of; 0: before any. */
  round: z.int().min(0),
  endpoint: endpointSchema,
  /** A rubricor that chooses criteria of the bank, as it was trained to. */
  chooses: z.boolean().optional(),
  /** `roro alternate` serves it where it is needed; otherwise somebody else does. */
  served: z.boolean().optional(),
});
/** A trained role, and where it can be asked. */
export type ImportedRole = z.infer<typeof importedSchema>;

const trainedSchema = z.strictObject({
  ...phaseSchema.shape,
  /** Where the trainer left the model. */
  output: z.string(),
});
/** A phase whose trainer has ended well. */
export type TrainedPhase = z.infer<typeof trainedSchema>;

const stateSchema = z.strictObject({
  version: z.literal(1),
  trained: z.array(trainedSchema),
  imported: z.array(importedSchema),
});

/** How far an alternation has come: `state.json`, replaced in one step at every change. */
export class TrainerState {
  readonly path: string;
  #state: z.infer<typeof stateSchema>;

  /** @throws StorageError where the file is none of this version */
  constructor(path: string) {
    this.path = path;
    this.#state = readState(path);
  }

  trainedIn(phase: Phase): TrainedPhase | undefined {
    return this.#state.trained.find((entry) => comparePhases(entry, phase) === 0);
  }

  importedFrom(phase: Phase): ImportedRole | undefined {
    return this.#state.imported.find((entry) => comparePhases(entry, phase) === 0);
  }

  /** The latest model of a role that came out of a phase before this one. */
  importedBefore(role: PhaseName, phase: Phase): ImportedRole | undefined {
    return latest(this.#state.imported, role, phase);
  }

  trainedBefore(role: PhaseName, phase: Phase): TrainedPhase | undefined {
    return latest(this.#state.trained, role, phase);
  }

  addTrained(entry: TrainedPhase): void {
    this.#write({ ...this.#state, trained: replaced(this.#state.trained, entry) });
  }

  addImported(entry: ImportedRole): void {
    this.#write({ ...this.#state, imported: replaced(this.#state.imported, entry) });
  }

  #write(state: z.infer<typeof stateSchema>): void {
    writeJsonFile(this.path, state);
    this.#state = state;
  }
}

function readState(path: string): z.infer<typeof stateSchema> {
  if (!existsSync(path)) return { version: 1, trained: [], imported: [] };
  const parsed = stateSchema.safeParse(readJsonFile(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StorageError({
    path,
    message: `${path} is no state of an alternation: "${issue?.path.join('.')}": ${issue?.message}.`,
    nextStep: 'Restore it, or remove it to begin again with the data that there is.',
  });
}

function latest<T extends Phase>(entries: readonly T[], role: PhaseName, phase: Phase): T | undefined {
  return entries
    .filter((entry) => entry.phase === role && comparePhases(entry, phase) < 0)
    .toSorted(comparePhases)
    .at(-1);
}

function replaced<T extends Phase>(entries: readonly T[], entry: T): T[] {
  return [...entries.filter((other) => comparePhases(other, entry) !== 0), entry].sort(comparePhases);
}
