import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contentHash } from './content-hash.js';
import { ConfigurationError, StorageError } from './errors.js';
import { JsonlWriter, readJsonl } from './jsonl.js';
import { nearestName } from './nearest-name.js';
import { readJsonFile, storageError, writeJsonFile } from './storage.js';

/** What made a run: enough to make it again. */
export const manifestSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  /** Package name → version. */
  packages: z.record(z.string(), z.string()),
  node: z.string(),
  platform: z.string(),
  gitRevision: z.string().optional(),
  seed: z.number().int(),
  /** Tensor backend of the training stages. */
  backend: z.string().optional(),
  /** SHA-256 of the canonical JSON of the configuration: a resumed run must have the same. */
  configHash: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface CreateRunOptions {
  /** Folder that holds runs, default `runs`. */
  root?: string;
  id: string;
  config: unknown;
  manifest: Omit<Manifest, 'version' | 'id' | 'createdAt' | 'configHash' | 'node' | 'platform'>;
}

const runIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * `runs/<id>/` with `config.json`, `manifest.json`, append-only JSONL files and `results.json`. Opening a run
 * that exists with the same configuration resumes it; with another configuration it is an error.
 */
export class RunDirectory {
  readonly id: string;
  readonly path: string;
  /** Did the folder exist with the same configuration? */
  readonly resumed: boolean;

  private constructor(id: string, path: string, resumed: boolean) {
    this.id = id;
    this.path = path;
    this.resumed = resumed;
  }

  static create({ root = 'runs', id, config, manifest }: CreateRunOptions): RunDirectory {
    if (!runIdPattern.test(id)) {
      throw new ConfigurationError({
        message: `"${id}" cannot name a run: expected letters, digits, ".", "_" and "-".`,
        nextStep: 'Choose another run id.',
      });
    }
    const path = join(root, id);
    const configHash = contentHash(config);
    const manifestPath = join(path, 'manifest.json');
    if (existsSync(manifestPath)) {
      const existing = manifestSchema.safeParse(readJsonFile(manifestPath));
      if (!existing.success) {
        throw new StorageError({
          path: manifestPath,
          message: `${manifestPath} is not a manifest of this version.`,
          nextStep: 'Choose another run id, or remove the folder.',
        });
      }
      if (existing.data.configHash !== configHash) {
        throw new ConfigurationError({
          message: `Run "${id}" exists in ${path} with another configuration.`,
          nextStep: 'Choose another run id, or restore the configuration in its config.json to resume it.',
        });
      }
      return new RunDirectory(id, path, true);
    }
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw storageError(path, 'create', error);
    }
    writeJsonFile(join(path, 'config.json'), config);
    writeJsonFile(manifestPath, {
      version: 1,
      id,
      createdAt: new Date().toISOString(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      ...manifest,
      configHash,
    } satisfies Manifest);
    return new RunDirectory(id, path, false);
  }

  /** Opens an existing run. Throws ConfigurationError that names the nearest run where it is missing. */
  static open(id: string, root = 'runs'): RunDirectory {
    const path = join(root, id);
    if (!existsSync(join(path, 'manifest.json'))) {
      const known = existsSync(root) ? readdirSync(root).sort() : [];
      const nearest = nearestName(id, known);
      throw new ConfigurationError({
        message: `There is no run "${id}" in ${root}.`,
        nextStep:
          nearest === undefined
            ? known.length === 0
              ? 'Make one with `roro run`.'
              : `Known runs: ${known.join(', ')}.`
            : `Did you mean "${nearest}"?`,
      });
    }
    return new RunDirectory(id, path, true);
  }

  file(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  manifest(): Manifest {
    return manifestSchema.parse(readJsonFile(this.file('manifest.json')));
  }

  config(): unknown {
    return readJsonFile(this.file('config.json'));
  }

  append(...parts: readonly string[]): JsonlWriter {
    return new JsonlWriter(this.file(...parts));
  }

  read<T>(schema: z.ZodType<T>, ...parts: readonly string[]): T[] {
    return readJsonl(this.file(...parts), schema).records;
  }

  writeJson(name: string, value: unknown): void {
    writeJsonFile(this.file(name), value);
  }
}
