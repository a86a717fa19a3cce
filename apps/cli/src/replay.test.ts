import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

it('a replay that asks what was not recorded ends with what is missing and the next step', async () => {
  writeFileSync(
    'roro.config.ts',
    `export default {
      settings: [{ id: 'same-family', pool: 'abacus-same' }],
      benchmarks: ['sums'],
      routers: ['srm-only', 'lrm-only'],
      train: { seeds: [1] },
      bench: { validationQueries: 2, testQueries: 2, replicates: 5 },
    };\n`,
  );
  mkdirSync('calls');
  expect(await main(['bench', '--replay', 'calls', '--quiet'])).toBe(exitCodes.usage);
  expect(cli.errors).toMatch(
    /^Error: No call of model "abacus\/srm" was recorded in calls; it holds calls of no model\. Record it with the same configuration \(`--record <folder>`/,
  );
  expect(cli.output).toBe('');
});
