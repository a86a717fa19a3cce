import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, RunDirectory } from '@roro/core';
import type { RoutedModelOptions } from '@roro/engine';
import { ApiKeyStore, createGateway } from '@roro/gateway';
import {
  type Config,
  findBenchmark,
  findSetting,
  packRouters,
  type RouterBundle,
  readRouterBundle,
  requirePool,
  ServedRouters,
  type Setting,
} from '@roro/recipe';
import { callsOf, loadFamilies } from '../context.js';
import { loadConfig } from '../load-config.js';
import { Output } from '../output.js';
import { listenUntilStopped } from './listen-until-stopped.js';
import { servedModels } from './served-models.js';

export interface ServeOptions {
  config?: string;
  setting?: string;
  run?: string;
  routers?: string;
  host: string;
  port: number;
  keys?: string;
  open?: boolean;
  cors?: string[];
  log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  logPrompts?: boolean;
  record?: string;
  replay?: string;
  json?: boolean;
  quiet?: boolean;
}

/** Serves routed models until it is stopped. */
export async function serveRouters(options: ServeOptions): Promise<void> {
  const output = new Output({ json: options.json ?? false, quiet: options.quiet ?? false });
  const config = await loadConfig(options.config, callsOf(options));
  const setting = findSetting({ config }, options.setting);
  const bundle = await findBundle(options, config, setting);
  if (bundle !== undefined) requirePool(bundle, setting.pool);
  const models = servedModels({
    setting,
    routers: new ServedRouters(setting.pool, bundle),
    engine: servingOptions(config, setting),
  });
  const gateway = await createGateway({
    models,
    ...(options.keys === undefined ? {} : { keys: await ApiKeyStore.open(options.keys) }),
    allowOpen: options.open ?? false,
    ...(options.cors === undefined ? {} : { cors: { origins: options.cors } }),
    log: { level: options.log, prompts: options.logPrompts ?? false },
  });
  await listenUntilStopped(gateway, { host: options.host, port: options.port }, output, (url) =>
    welcome(
      url,
      setting,
      bundle,
      models.list().map(({ id }) => id),
    ),
  );
}

/** Routers of a run, of a folder, or those that come with the embedded models. */
async function findBundle(
  { run, routers }: ServeOptions,
  config: Config,
  setting: Setting,
): Promise<RouterBundle | undefined> {
  if (run !== undefined && routers !== undefined) {
    throw new ConfigurationError({
      message: '--run and --routers both say which routers to serve.',
      nextStep: 'Give one of them.',
    });
  }
  if (routers !== undefined) return readRouterBundle(routers);
  if (run !== undefined) {
    const families = await loadFamilies(config.routerPackages);
    return packRouters({ config, run: RunDirectory.open(run, config.runs), families }, setting.id);
  }
  const shipped = shippedRouters(config, setting);
  return shipped === undefined ? undefined : readRouterBundle(shipped);
}

/** The folder of routers that were trained for a pool of embedded models. */
function shippedRouters(config: Config, { id }: Setting): string | undefined {
  const pool = config.settings.find((setting) => setting.id === id)?.pool;
  if (typeof pool !== 'string' || config.calls !== undefined) return undefined;
  const folder = join(packageFolder(), 'routers', pool);
  return existsSync(folder) ? folder : undefined;
}

function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function servingOptions(
  { serve, settings, generation }: Config,
  { id }: Setting,
): Omit<RoutedModelOptions, 'pool' | 'router'> {
  const { format, budget, failures, toolModel } = serve;
  const isEmbedded = typeof settings.find((setting) => setting.id === id)?.pool === 'string';
  const own = format ?? (isEmbedded ? findBenchmark('sums').format : undefined);
  const { temperature, topP } = generation;
  return {
    generation: { temperature, topP },
    ...(own === undefined ? {} : { format: own }),
    ...(budget === undefined ? {} : { budget }),
    ...(failures === undefined ? {} : { failures }),
    ...(toolModel === undefined ? {} : { toolModel }),
  };
}

function welcome(
  url: string,
  { id, pool }: Setting,
  bundle: RouterBundle | undefined,
  names: readonly string[],
): string {
  const example = names.findLast((name) => name.endsWith('@cost=0.4')) ?? names.at(-1) ?? '';
  const question = 'd=33\ne=d+04\nf=e+40\nf?';
  const content = pool.models.some((model) => model.model.provider === 'abacus') ? question : 'Hello!';
  const body = JSON.stringify({ model: example, messages: [{ role: 'user', content }] });
  return [
    `Serving ${id} (${pool.models.map((model) => model.id).join(', ')}) at ${url}/v1`,
    bundle === undefined
      ? 'Routers: those that need no training. Serve trained and measured ones with --run <id>.'
      : `Routers of run ${bundle.run}, measured there on validation questions.`,
    `Models: ${names.join(', ')}`,
    '',
    'Try:',
    `  curl ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'`,
  ].join('\n');
}
