import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunDirectory } from '@roro/core';
import { type ConfigInput, parseConfig } from '../config.js';
import type { RecipeContext } from '../open-run.js';

/** A run in a new temporary folder, `config.runs`, which the caller removes. */
export function testContext(input: ConfigInput = {}): RecipeContext {
  const runs = mkdtempSync(join(tmpdir(), 'roro-recipe-'));
  const config = parseConfig({ ...input, runs });
  const manifest = { packages: {}, seed: config.seed };
  return { config, run: RunDirectory.create({ root: runs, id: 'test', config: {}, manifest }) };
}
