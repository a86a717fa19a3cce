import { isBuiltin } from 'node:module';
import { ConfigurationError } from '@roro/core';

export interface RouterPackageName {
  /** Name without the scope: default name of the folder. */
  folder: string;
  /** Id of the router in results: the name in kebab-case, without the scope and a leading `roro-router-`. */
  id: string;
  /** The id in words. */
  title: string;
}

const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** Limit of the npm registry, scope included. */
const longest = 214;

/**
 * Checks the name of a new router package by the rules of npm.
 *
 * @param known ids of routers that exist
 * @throws ConfigurationError for a name that npm would not take, with the nearest that it would; for the id of a router
 *   that exists
 */
export function routerPackageName(name: string, known: readonly string[]): RouterPackageName {
  const problem = problemOf(name);
  if (problem !== undefined) {
    const nearest = corrected(name);
    throw new ConfigurationError({
      message: `"${name}" cannot name a package: ${problem}.`,
      nextStep:
        problemOf(nearest) === undefined
          ? `Did you mean "${nearest}"?`
          : 'Choose another, such as "roro-router-mine".',
    });
  }
  const folder = name.slice(name.indexOf('/') + 1);
  const id = kebabCase(folder.replace(/^roro-router-(?=[a-z0-9])/, ''));
  if (known.includes(id)) {
    throw new ConfigurationError({
      message: `A router "${id}" exists: results could not tell the two apart.`,
      nextStep: `Choose another name, such as "${name}-2".`,
    });
  }
  const title = id.replaceAll('-', ' ');
  return { folder, id, title: `${title.charAt(0).toUpperCase()}${title.slice(1)}` };
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'expected at least one character';
  if (name.length > longest) return `expected at most ${longest} characters, got ${name.length}`;
  if (name === 'node_modules' || name === 'favicon.ico') return 'npm keeps it for itself';
  if (isBuiltin(name)) return 'Node has a module of that name';
  if (!packageName.test(name)) {
    return 'expected lower-case letters, digits, "-", "." and "_", not beginning with "." or "_", and at most one scope';
  }
  if (kebabCase(name.slice(name.indexOf('/') + 1)) === '') return 'expected a letter or digit';
  return undefined;
}

function corrected(name: string): string {
  const [scope, rest] = /^@[^/]+\/./.test(name) ? name.slice(1).split(/\/(.*)/) : [undefined, name];
  const own = kebabCase(rest ?? '').slice(0, 100);
  return scope === undefined ? (isBuiltin(own) ? `roro-router-${own}` : own) : `@${kebabCase(scope)}/${own}`;
}

function kebabCase(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
