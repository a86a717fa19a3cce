import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BackendName } from './backend.js';

export interface BackendPackage {
  name: string;
  /** Undefined where the package is not installed beside this one. */
  installed?: { version: string; folder: string };
}

/** The package that a backend comes from, and whether it is installed where `chooseBackend` looks for it. Loads nothing. */
export function backendPackage(backend: BackendName): BackendPackage {
  const name = `@tensorflow/tfjs-${backend.startsWith('node') ? backend : `backend-${backend}`}`;
  const folder = createRequire(import.meta.url)
    .resolve.paths(name)
    ?.map((path) => join(path, name))
    .find((path) => versionOf(path) !== undefined);
  const version = folder === undefined ? undefined : versionOf(folder);
  return folder === undefined || version === undefined ? { name } : { name, installed: { version, folder } };
}

function versionOf(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
