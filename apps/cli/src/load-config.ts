import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError, errorMessage } from '@roro/core';
import { type Config, parseConfig } from '@roro/recipe';
import { createJiti } from 'jiti';

const defaultNames = ['roro.config.ts', 'roro.config.mts', 'roro.config.js', 'roro.config.mjs'];

/**
 * Loads `roro.config.ts` (or the file named) and applies what the command line overrides. Without a file every
 * default holds. Throws ConfigurationError.
 */
export async function loadConfig(
  path: string | undefined,
  overrides: Record<string, unknown> = {},
): Promise<Config> {
  const file = path ?? defaultNames.find((name) => existsSync(name));
  let input: unknown = {};
  if (file !== undefined) {
    if (!existsSync(file)) {
      throw new ConfigurationError({
        message: `There is no configuration file ${resolve(file)}.`,
        nextStep: 'Check the path given with --config.',
      });
    }
    try {
      const jiti = createJiti(pathToFileURL(`${process.cwd()}/`).href, { moduleCache: false });
      input = await jiti.import(resolve(file), { default: true });
    } catch (cause) {
      throw new ConfigurationError({
        message: `${file} could not be loaded: ${errorMessage(cause)}`,
        nextStep: 'Correct the file; it must export the configuration by default.',
        cause,
      });
    }
  }
  if (typeof input !== 'object' || input === null) {
    throw new ConfigurationError({
      message: `${file ?? 'The configuration'} exports ${typeof input}; expected an object.`,
      nextStep: 'Write `export default defineConfig({ … })`.',
    });
  }
  return parseConfig({ ...input, ...overrides }, file ?? 'the command line');
}
