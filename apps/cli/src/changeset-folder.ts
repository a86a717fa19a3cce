import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { readJsonFile } from '@roro/core';

/**
 * The `.changeset` folder of the workspace that a package folder belongs to: the nearest one above it, where
 * pnpm-workspace.yaml or the `workspaces` of package.json beside it match the package. A changeset for a package that is
 * no member would break the next release.
 *
 * @param directory folder of the package; need not exist
 */
export function changesetFolder(directory: string): string | undefined {
  const path = resolve(directory);
  for (let root = dirname(path); ; root = dirname(root)) {
    const folder = join(root, '.changeset');
    if (existsSync(join(folder, 'config.json'))) {
      const member = relative(root, path).split(sep).join('/');
      const patterns = workspacePatterns(root);
      const isMember = patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern, member));
      const isExcluded = patterns.some(
        (pattern) => pattern.startsWith('!') && matches(pattern.slice(1), member),
      );
      return isMember && !isExcluded ? folder : undefined;
    }
    if (root === dirname(root)) return undefined;
  }
}

function workspacePatterns(root: string): string[] {
  const [yaml, manifest] = [join(root, 'pnpm-workspace.yaml'), join(root, 'package.json')];
  if (existsSync(yaml)) return listedPackages(readFileSync(yaml, 'utf8'));
  if (!existsSync(manifest)) return [];
  const { workspaces } = readJsonFile(manifest) as { workspaces?: string[] | { packages?: string[] } };
  return (Array.isArray(workspaces) ? workspaces : workspaces?.packages) ?? [];
}

/** The entries of the list `packages`, one a line: pnpm's own form of the file. */
function listedPackages(yaml: string): string[] {
  const [, list = ''] = /^packages:[^\n]*\n((?:[ \t]*(?:-[^\n]*|#[^\n]*)?(?:\n|$))*)/m.exec(yaml) ?? [];
  return [...list.matchAll(/^[ \t]*-[ \t]*(?:'([^']*)'|"([^"]*)"|([^\s#]+))/gm)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\.\/|\/$/g, '')
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`).test(path);
}
