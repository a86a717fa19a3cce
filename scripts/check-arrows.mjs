// Checks what docs/architecture.md promises and no compiler sees: which package may import which, what stays
// out of core, and a few house rules. Prints one line per violation and exits 1 when there is any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSource, sourcePaths } from './read-source.mjs';

const everyPackage = [
  'core',
  'tensor',
  'abacus',
  'engine',
  'routers',
  'rubricor',
  'judge',
  'grpo',
  'bench',
  'grade',
  'datasets',
  'models',
  'gateway',
  'trainer',
  'artefacts',
  'queue',
  'recipe',
];

/**
 * Package → the packages of ours that it may name, in sources, tests and package.json alike.
 *
 * @type {Record<string, string[]>}
 */
const allowedArrows = {
  core: [],
  tensor: ['core'],
  abacus: ['core', 'tensor'],
  grpo: ['core', 'tensor'],
  rubricor: ['core', 'tensor', 'grpo'],
  judge: ['core', 'tensor', 'grpo'],
  engine: ['core'],
  routers: ['core'],
  bench: ['core'],
  grade: ['core'],
  datasets: ['core', 'grade'],
  models: ['core'],
  gateway: ['core'],
  trainer: ['core'],
  artefacts: ['core'],
  queue: ['core'],
  recipe: everyPackage.filter((name) => name !== 'recipe'),
  cli: everyPackage,
};

/** Packages that may name a tensor library at all. */
const tensorPackages = ['tensor', 'abacus', 'rubricor', 'judge', 'grpo', 'recipe', 'cli'];

/**
 * Entries that must start in milliseconds: nothing that they load, however indirectly, is a tensor library.
 *
 * @type {Record<string, string[]>}
 */
const entriesWithoutTensor = {
  abacus: ['src/index.ts', 'src/tasks/index.ts'],
  rubricor: ['src/index.ts', 'src/llm/index.ts'],
  judge: ['src/index.ts', 'src/llm/index.ts'],
};

const networkModules = ['dgram', 'dns', 'http', 'http2', 'https', 'net', 'tls', 'undici', 'ws'];

/**
 * @param {string} root repository root, with `packages/` and `apps/`
 * @returns {string[]} one line per violation, `path:line: what is wrong and what to do`, sorted
 */
export function findViolations(root) {
  return ['packages', 'apps']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((directory) => existsSync(join(directory, 'package.json')))
    .flatMap(packageViolations)
    .map((line) => line.slice(root.length + 1))
    .sort();
}

/** @param {string} directory */
function packageViolations(directory) {
  const manifestPath = join(directory, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  const name = String(manifest.name).replace('@roro/', '');
  if (!allowedArrows[name]) {
    return [`${manifestPath}:1: ${name} has no line in scripts/check-arrows.mjs: add what it may import.`];
  }
  const sources = sourcePaths(directory).map(readSource);
  return [
    ...['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
      Object.keys(manifest[field] ?? {}).flatMap((dependency) => {
        const problem = importProblem(name, dependency);
        return problem ? [`${manifestPath}:1: ${field} names ${dependency}: ${problem}`] : [];
      }),
    ),
    ...sources.flatMap((source) => sourceViolations(source, name, directory)),
    ...(entriesWithoutTensor[name] ?? []).flatMap((entry) => {
      const chain = chainToTensor(join(directory, entry), sources);
      if (!chain) return [];
      const steps = chain.map((step) => step.replace(`${directory}/`, ''));
      return [
        `${join(directory, entry)}:1: loads a tensor library (${steps.join(' → ')}): it must start without one.`,
      ];
    }),
  ];
}

/**
 * @param {import('./read-source.mjs').Source} source
 * @param {string} name
 * @param {string} directory
 */
function sourceViolations({ path, imports, findings }, name, directory) {
  const isSource = path.startsWith(join(directory, 'src'));
  const violations = [];
  for (const { specifier, line } of imports) {
    const leaves =
      isSource &&
      specifier.startsWith('.') &&
      relative(directory, join(dirname(path), specifier)).startsWith('..');
    const problem = leaves
      ? 'a relative import leaves the package: import by package name.'
      : importProblem(name, specifier);
    if (problem) violations.push(`${path}:${line}: imports ${specifier}: ${problem}`);
  }
  const isRandomness = name === 'core' && /^src\/random[^/]*$/.test(relative(directory, path));
  const advice = {
    random: isRandomness ? undefined : 'unseeded randomness: take a Random of @roro/core.',
    any: 'any: use unknown and a check, or a type parameter.',
    test: 'a test that is focused, skipped or expected to fail: make it run and pass, or delete it.',
    suppression: 'silences the compiler: correct the types.',
    environment: name === 'core' && isSource ? 'core reads no environment: take a parameter.' : undefined,
    network: name === 'core' && isSource ? 'core has no network.' : undefined,
  };
  for (const { line, rule, text } of findings) {
    if (advice[rule]) violations.push(`${path}:${line}: ${text}: ${advice[rule]}`);
  }
  return violations;
}

/**
 * @param {string} name package that imports
 * @param {string} specifier module specifier, or name of a dependency
 * @returns {string | undefined} what is wrong with it
 */
function importProblem(name, specifier) {
  const allowed = allowedArrows[name] ?? [];
  const ours = /^@roro\/([^/]+)/.exec(specifier)?.[1];
  if (ours !== undefined && ours !== name && !allowed.includes(ours)) {
    const list = allowed.length === 0 ? 'nothing of ours' : `only ${allowed.join(', ')}`;
    return `${name} may import ${list}: meet in the contracts of core, or compose in recipe.`;
  }
  if (isTensorLibrary(specifier) && !tensorPackages.includes(name)) {
    return `${name} runs without a tensor library.`;
  }
  if (name === 'core' && networkModules.includes(specifier.replace('node:', '').split('/')[0] ?? '')) {
    return 'core has no network.';
  }
  if (name === 'core' && specifier.replace('node:', '') === 'process') {
    return 'core reads no environment: take a parameter.';
  }
  return undefined;
}

/** @param {string} specifier */
function isTensorLibrary(specifier) {
  return /^@tensorflow\/|^@roro\/(tensor|grpo|abacus\/train)(\/|$)/.test(specifier);
}

/**
 * Follows what a file loads through its package.
 *
 * @param {string} entry
 * @param {import('./read-source.mjs').Source[]} sources
 * @param {string[]} [visited]
 * @returns {string[] | undefined} the files from the entry to the tensor library and its name
 */
function chainToTensor(entry, sources, visited = []) {
  visited.push(entry);
  const loaded = sources.find(({ path }) => path === entry)?.imports.filter((each) => each.loads) ?? [];
  for (const { specifier } of loaded) {
    if (isTensorLibrary(specifier)) return [entry, specifier];
    if (!specifier.startsWith('.')) continue;
    const stem = join(dirname(entry), specifier).replace(/\.[jt]s$/, '');
    const next = sources.find(({ path }) => path === `${stem}.ts` || path === join(stem, 'index.ts'))?.path;
    if (next === undefined || visited.includes(next)) continue;
    const rest = chainToTensor(next, sources, visited);
    if (rest) return [entry, ...rest];
  }
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = findViolations(join(import.meta.dirname, '..'));
  for (const violation of violations) console.error(violation);
  console.log(violations.length === 0 ? 'Every arrow holds.' : `${violations.length} violations.`);
  process.exit(violations.length === 0 ? 0 : 1);
}
