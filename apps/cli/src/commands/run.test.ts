import { writeFileSync } from 'node:fs';
import { ConfigurationError } from '@roro/core';
import { parseConfig, presets, type RecipeContext } from '@roro/recipe';
import { beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { main } from '../main.js';
import { useCommandLine } from '../test/use-command-line.js';

const cli = useCommandLine();
const started = vi.hoisted(() => [] as RecipeContext[]);

vi.mock('@roro/recipe', async (original) => ({
  ...(await original<typeof import('@roro/recipe')>()),
  runRecipe: async (context: RecipeContext) => {
    started.push(context);
    throw new ConfigurationError({ message: 'Nothing is run here.', nextStep: 'Read on.' });
  },
}));

beforeEach(() => {
  started.length = 0;
});

it('takes a preset instead of the file of the folder, with the seed of the command line', async () => {
  writeFileSync('roro.config.ts', 'export default { benchmarks: ["word"] };\n');
  expect(await main(['run', '--preset', 'quick', '--seed', '7'])).toBe(exitCodes.usage);
  expect(started.map(({ config }) => config)).toEqual([parseConfig({ ...presets.quick.config, seed: 7 })]);
  expect(await main(['run'])).toBe(exitCodes.usage);
  expect(started[1]?.config.benchmarks).toEqual(['word']);
});

it('says at the start how long a preset takes', async () => {
  await main(['run', '--preset', 'quick']);
  expect(cli.errors).toContain(`Preset quick: ${presets.quick.description}.\n`);
  expect(cli.errors).toContain(`about ${presets.quick.seconds} s on 2 cores`);
});

it('refuses an unknown preset, and a preset beside a file', async () => {
  expect(await main(['run', '--preset', 'slow'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(/'--preset <name>'.*'slow' is invalid\. Allowed choices are quick\./);
  expect(await main(['run', '--preset', 'quick', '--config', 'mine.ts'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(/'--preset <name>' cannot be used with option '--config <file>'/);
  expect(started).toEqual([]);
});
