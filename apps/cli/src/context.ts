import { ConfigurationError, type RouterFamily } from '@roro/core';
import {
  type Config,
  type ConfigInput,
  loadRouterPackage,
  openRun,
  parseConfig,
  type RecipeContext,
  routerCatalogue,
} from '@roro/recipe';
import { specifiedFamily } from '@roro/routers';
import type { CommonOptions } from './common-options.js';
import { interruptible } from './interruptible.js';
import { loadConfig } from './load-config.js';
import { Output } from './output.js';

/** What a command sets in the configuration. */
export interface ConfigChanges {
  /** Taken in place of a configuration file. */
  preset?: ConfigInput;
  routers?: (config: Config, families: readonly RouterFamily[]) => string[];
  /** Packages beside those of the configuration. */
  routerPackages?: readonly string[];
  train?: { seeds: number[]; methods?: Config['train']['methods'] };
}

/** Families of third-party packages, resolved from the working directory. */
export async function loadFamilies(packages: readonly string[]): Promise<RouterFamily[]> {
  const families: RouterFamily[] = [];
  for (const specifier of packages) {
    const known = routerCatalogue(families).map(({ id }) => id);
    families.push(...(await loadRouterPackage(specifier, process.cwd(), known)).map(specifiedFamily));
  }
  return families;
}

/** @throws ConfigurationError where calls would be recorded and replayed at the same time */
export function callsOf({ record, replay }: Pick<CommonOptions, 'record' | 'replay'>): Pick<Config, 'calls'> {
  if (record !== undefined && replay !== undefined) {
    throw new ConfigurationError({
      message: '--record and --replay exclude each other: replayed calls are recorded already.',
      nextStep: 'Give one of them.',
    });
  }
  if (record !== undefined) return { calls: { record } };
  return replay === undefined ? {} : { calls: { replay } };
}

/** Opens the run that the options name, and runs `work` on it. */
export async function withRun(
  options: CommonOptions,
  command: string,
  work: (context: RecipeContext, output: Output) => Promise<void>,
  changes: ConfigChanges = {},
): Promise<void> {
  const output = new Output({ json: options.json ?? false, quiet: options.quiet ?? false });
  const seed = options.seed === undefined ? {} : { seed: Number(options.seed) };
  const given = { ...seed, ...callsOf(options) };
  const loaded =
    changes.preset === undefined
      ? await loadConfig(options.config, given)
      : parseConfig({ ...changes.preset, ...given }, 'the command line');
  const routerPackages = [...new Set([...loaded.routerPackages, ...(changes.routerPackages ?? [])])];
  const families = await loadFamilies(routerPackages);
  const config: Config = {
    ...loaded,
    routerPackages,
    routers: changes.routers?.(loaded, families) ?? loaded.routers,
    train: { ...loaded.train, ...changes.train },
  };
  const run = await openRun(config, options.run, families);
  output.note(
    run.resumed
      ? `Resuming run ${run.id} in ${run.path}: finished work is kept.`
      : `Run ${run.id} in ${run.path}`,
  );
  const resume = [
    `roro ${command}`,
    ...(['config', 'seed', 'run', 'record', 'replay'] as const).flatMap((name) =>
      options[name] === undefined ? [] : [`--${name} ${options[name]}`],
    ),
    // The URL may hold a password.
    ...(options.queue === undefined ? [] : ['--queue <url>']),
  ].join(' ');
  await interruptible(output, resume, async (handles) => {
    const context = { config, run, families, ...handles };
    if (options.queue === undefined) return work(context, output);
    const { connectWorkers } = await import('@roro/recipe/queue');
    const workers = await connectWorkers({ ...context, url: options.queue });
    let isDone = false;
    try {
      await work({ ...context, workers }, output);
      isDone = true;
    } finally {
      await (isDone ? workers.finish() : workers.close());
    }
  });
}
