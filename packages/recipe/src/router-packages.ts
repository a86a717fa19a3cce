import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ConfigurationError,
  errorMessage,
  type RouterFamily,
  readJsonFile,
  routingModeSchema,
} from '@roro/core';
import { z } from 'zod';

/**
 * The families of routers that a package exports, as `families` (an array) or `family`.
 *
 * @param specifier name of an installed package, or path of a package's folder or of a module, relative to `from`
 * @param from folder whose `node_modules` counts: the user's working directory
 * @param known ids that are taken already; default none
 * @throws ConfigurationError for a package that is not there, cannot be loaded, or exports something else; for two
 *   families of one id, or an id that is taken. StorageError for a package.json that cannot be read
 */
export async function loadRouterPackage(
  specifier: string,
  from: string,
  known: readonly string[] = [],
): Promise<RouterFamily[]> {
  const entry = entryOf(specifier, from);
  let exported: Record<string, unknown>;
  try {
    exported = await import(pathToFileURL(entry).href);
  } catch (cause) {
    throw new ConfigurationError({
      message: `Router package "${specifier}" (${entry}) could not be loaded: ${errorMessage(cause)}.`,
      nextStep: 'Build it, and install what it depends on.',
      cause,
    });
  }
  const families = exportedFamilies(exported, specifier);
  const taken = new Map(known.map((id) => [id, 'another router']));
  for (const [index, { id }] of families.entries()) {
    if (taken.has(id)) {
      throw new ConfigurationError({
        message: `Router package "${specifier}" has a family "${id}", but ${taken.get(id)} has that id too.`,
        nextStep: 'Give each family an id of its own.',
      });
    }
    taken.set(id, `its family ${index}`);
  }
  return families;
}

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const text = z.string().regex(/\S/, 'expected a text to print');
const isFunction = (value: unknown): boolean => typeof value === 'function';

const familySchema = z.object({
  id: z.string().regex(kebabCase, 'expected an id in kebab-case'),
  title: text,
  mode: routingModeSchema,
  source: text,
  training: z.enum(['none', 'fitted', 'supervised', 'reinforcement']),
  scorer: z.string().min(1).optional(),
  knob: z
    .object({
      name: z.string().min(1),
      values: z
        .array(z.number())
        .min(1)
        .refine((values) => new Set(values).size === values.length, 'expected each value once'),
    })
    .optional(),
  fit: z
    .custom<unknown>((value) => value === undefined || isFunction(value), 'expected a function')
    .optional(),
  create: z.custom<unknown>(isFunction, 'expected a function'),
});

function exportedFamilies(exported: Record<string, unknown>, specifier: string): RouterFamily[] {
  const { families, family } = exported;
  const [name, list] = families === undefined ? ['family', [family]] : ['families', families];
  if (family === undefined && families === undefined) {
    throw new ConfigurationError({
      message: `Router package "${specifier}" exports neither \`families\` nor \`family\`, but ${Object.keys(exported).join(', ') || 'nothing'}.`,
      nextStep: 'Write `export const families: RouterFamily[] = [ … ]`.',
    });
  }
  const parsed = z.array(familySchema).min(1).safeParse(list);
  if (parsed.success) return list as RouterFamily[];
  const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
  const place = name === 'family' ? ['family', ...path.slice(1)] : ['families', ...path];
  throw new ConfigurationError({
    message: `Router package "${specifier}": ${place.map(String).join('.')}: ${message}, got ${shown(valueAt(list, path))}.`,
    nextStep: 'Let routerChecks of @roro/routers/conformance pass on every family.',
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value) ?? 'undefined';
}

/** Absolute path of the module that an import of the package loads. */
function entryOf(specifier: string, from: string): string {
  const isPath = /^\.{0,2}([/\\]|$)|^[a-z]:[/\\]/i.test(specifier);
  if (isPath) {
    const path = resolve(from, specifier);
    if (!existsSync(path)) throw missing(specifier, `no ${path}`, 'Check the path.');
    return statSync(path).isDirectory() ? packageEntry(path, specifier) : path;
  }
  const folders = createRequire(join(resolve(from), 'noop.js')).resolve.paths(specifier) ?? [];
  const folder = folders
    .map((each) => join(each, specifier))
    .find((each) => existsSync(join(each, 'package.json')));
  if (folder !== undefined) return packageEntry(folder, specifier);
  throw missing(
    specifier,
    `none in a node_modules of ${from}`,
    `Run \`npm install ${specifier}\` there, or give a path that begins with "./".`,
  );
}

function missing(specifier: string, where: string, nextStep: string): ConfigurationError {
  return new ConfigurationError({
    message: `Expected router package "${specifier}", found ${where}.`,
    nextStep,
  });
}

const manifestSchema = z.object({ exports: z.unknown().optional(), main: z.string().optional() }).catch({});

/** The file of a package's main entry. Node resolves from the importing file only, and the user's folder is another. */
function packageEntry(folder: string, specifier: string): string {
  const path = join(folder, 'package.json');
  const { exports, main } = manifestSchema.parse(existsSync(path) ? readJsonFile(path) : {});
  const target = exports === undefined ? (main ?? 'index.js') : importTarget(rootOf(exports));
  const entry = target === undefined ? undefined : join(folder, target);
  if (entry !== undefined && existsSync(entry) && statSync(entry).isFile()) return entry;
  throw new ConfigurationError({
    message: `Router package "${specifier}" (${folder}) has no main entry: expected ${target ?? 'an `exports` with an `import` or `default` of "."'}, found none.`,
    nextStep: 'Build the package, and let `exports` of its package.json name the built file.',
  });
}

function rootOf(exports: unknown): unknown {
  const isMap =
    typeof exports === 'object' &&
    exports !== null &&
    Object.keys(exports).some((key) => key.startsWith('.'));
  return isMap ? Reflect.get(exports as object, '.') : exports;
}

/** The first target whose conditions hold for an import by Node, as its documentation of packages has it. */
function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const holds = Array.isArray(target) || ['import', 'node', 'module-sync', 'default'].includes(condition);
    const found = holds ? importTarget(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
