import { expect, it } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { main } from '../main.js';
import { useCommandLine } from '../test/use-command-line.js';

const cli = useCommandLine();

it.each([
  [['--for', 'trl', '--phase', 'judge'], '--for needs the phase and its round, from 1.'],
  [['--for', 'verl', '--round', '1'], '--for needs the phase and its round, from 1.'],
  [['--for', 'trl', '--phase', 'judge', '--round', '1', '--out', 'x'], '--out does not go with --for'],
  [['--for', 'trl', '--phase', 'judge', '--round', 'one'], 'Expected a whole number'],
  [['--for', 'tlr', '--phase', 'judge', '--round', '1'], 'Allowed choices are trl, verl'],
  [['--run', 'small'], '--format is missing'],
  [['--format', 'csv'], '--run is missing'],
])('%j says what is missing or does not fit', async (parameters, message) => {
  expect(await main(['export', ...parameters])).toBe(exitCodes.usage);
  expect(cli.errors).toContain(message);
});
