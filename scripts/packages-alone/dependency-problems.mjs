import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { readSource } from '../read-source.mjs';
import { readManifest } from './published-packages.mjs';

/**
 * What the built files of a package name against what its `package.json` declares. A file that is read from a dependency
 * (`require.resolve('chart.js')`) and one that is imported on demand count as use.
 *
 * @param {string} directory of the package, with `dist`
 * @returns {string[]} one line per dependency that is declared and not used, or used and not declared
 */
export function dependencyProblems(directory) {
  const manifest = readManifest(directory);
  const paths = readdirSync(join(directory, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(js|d\.ts)$/.test(path))
    .map((path) => join(directory, 'dist', path));
  const text = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const imported = new Set(
    paths
      .flatMap((path) => readSource(path).imports)
      .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
      .map(({ specifier }) => packageOf(specifier)),
  );
  const optional = manifest.optionalDependencies ?? {};
  const declared = new Set(
    Object.keys({ ...manifest.dependencies, ...optional, ...manifest.peerDependencies }),
  );
  return [
    ...[...declared]
      .filter((name) => !imported.has(name) && !isNamed(name, text))
      .map((name) => `declares ${name} and uses it nowhere: remove it from package.json.`),
    ...[...imported]
      .filter((name) => !declared.has(name) && name !== manifest.name)
      .map((name) => `imports ${name}, which package.json does not declare: add it to dependencies.`),
  ].sort();
}

/**
 * @param {string} specifier `@roro/core/test`
 * @returns {string} `@roro/core`
 */
export function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * @param {string} name
 * @param {string} text
 */
function isNamed(name, text) {
  const escaped = name.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(['"\`])${escaped}(/[^'"\`\\n]*)?\\1`).test(text);
}
