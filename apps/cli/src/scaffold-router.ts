import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError, storageError } from '@roro/core';
import { changesetFolder } from './changeset-folder.js';
import { routerPackageName } from './router-package-name.js';

export interface ScaffoldRouterOptions {
  /** Name of the package. */
  name: string;
  /** Its folder, which must not exist or be empty. Default: named as the package, without the scope, in the working folder. */
  directory?: string | undefined;
  /** Ids of routers that exist. */
  known: readonly string[];
}

export interface ScaffoldedRouter {
  id: string;
  /** Relative to the working folder. */
  directory: string;
  /** Every file that was written, relative to the working folder. */
  files: string[];
}

/** One level above both src/ and dist/. */
const templates = fileURLToPath(new URL('../templates/router', import.meta.url));

/** Files that npm would leave out of the published command, or read as its own, under their own names. */
const renamed: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  'package.template.json': 'package.json',
};

/**
 * Writes a package with a small working router, its tests, its page of documentation and its first change: a changeset
 * where the folder is a member of a workspace that has them, else CHANGELOG.md.
 *
 * @throws ConfigurationError for a name that npm would not take or that another router has, a folder that is not empty,
 *   or a changeset of that name; nothing is written then. StorageError where a file cannot be written
 */
export function scaffoldRouter({ name, directory, known }: ScaffoldRouterOptions): ScaffoldedRouter {
  const { folder, id, title } = routerPackageName(name, known);
  const root = resolve(directory ?? folder);
  requireFree(root);
  const values = { name, id, title, coreVersion: versionOf('core'), routersVersion: versionOf('routers') };
  const files = new Map<string, string>();
  for (const entry of readdirSync(templates, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(templates, join(entry.parentPath, entry.name));
    files.set(
      join(root, dirname(path), renamed[entry.name] ?? entry.name),
      filled(readFileSync(join(templates, path), 'utf8'), values),
    );
  }
  const change = `The router \`${id}\`.`;
  const changesets = changesetFolder(root);
  if (changesets === undefined) {
    files.set(join(root, 'CHANGELOG.md'), `# ${name}\n\n## 0.1.0\n\n${change}\n`);
  } else {
    const path = join(changesets, `${folder}.md`);
    if (existsSync(path)) {
      throw new ConfigurationError({
        message: `There is a changeset ${path} already.`,
        nextStep: 'Release or remove it, or choose another name.',
      });
    }
    files.set(path, `---\n'${name}': minor\n---\n\n${change}\n`);
  }
  for (const [path, text] of files) write(path, text);
  return {
    id,
    directory: relative('.', root) || '.',
    files: [...files.keys()].map((path) => relative('.', path)).sort(),
  };
}

function requireFree(root: string): void {
  if (!existsSync(root)) return;
  let found: string[];
  try {
    found = readdirSync(root);
  } catch {
    throw new ConfigurationError({
      message: `${root} is a file.`,
      nextStep: 'Name another folder with --directory.',
    });
  }
  if (found.length === 0) return;
  throw new ConfigurationError({
    message: `${root} is not empty (${found.sort().slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}): nothing is overwritten.`,
    nextStep: 'Name another folder with --directory.',
  });
}

function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`@roro/${name}/package.json`) as { version: string };
  return version;
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (place, key: string) => values[key] ?? place);
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // wx: fails where something has come to exist since it was looked for.
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw storageError(path, 'write', error);
  }
}
