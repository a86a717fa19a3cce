import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { useCommandLine } from '../test/use-command-line.js';
import { addArtefactsCommand } from './artefacts.js';

const cli = useCommandLine();

function artefacts(...parameters: string[]): Promise<unknown> {
  const program = new Command().exitOverride();
  addArtefactsCommand(program);
  return program.parseAsync(['artefacts', ...parameters], { from: 'user' });
}

const pair = { version: 1, queryId: 'q', chosen: 'a', rejected: 'b', reason: 'cost', margin: 0.25 };

function makeRun(): void {
  mkdirSync('runs/one/pairs', { recursive: true });
  writeFileSync('runs/one/manifest.json', '{"id":"one"}');
  writeFileSync('runs/one/pairs/same-family.jsonl', `${JSON.stringify(pair)}\n`);
  writeFileSync('runs/one/steps.jsonl', '{"address":"x"}\n[1]\n');
}

it.each(['jsonl.gz', 'parquet'])('pushes a run and pulls it back: %s', async (format) => {
  makeRun();
  await artefacts('push', 'one', 'shared', '--format', format);
  expect(cli.output).toMatch(/^file:\/\/\S+\/shared: 3 records in 2 data sets, 1 files\.\n$/);
  cli.output = '';
  await artefacts('pull', 'shared', 'two', '--json');
  expect(JSON.parse(cli.output)).toMatchObject({ version: 1 });
  for (const path of ['manifest.json', 'pairs/same-family.jsonl', 'steps.jsonl']) {
    expect(readFileSync(`runs/two/${path}`, 'utf8'), path).toBe(readFileSync(`runs/one/${path}`, 'utf8'));
  }
  const manifest = JSON.parse(readFileSync('shared/pairs/same-family.jsonl/manifest.json', 'utf8'));
  expect(manifest).toMatchObject({ schema: { id: 'preference-pair', version: 1 }, format });
});

it('wrong words are answered', async () => {
  makeRun();
  await expect(artefacts('push', 'on', 'shared')).rejects.toThrow('Did you mean "one"?');
  await expect(artefacts('push', 'one', 'shared', '--format', 'parket')).rejects.toThrow(
    'Did you mean "parquet"?',
  );
  await expect(artefacts('push', 'one', 'gs://bucket')).rejects.toThrow('cannot be kept under "gs:"');
  await expect(artefacts('pull', 'shared', 'two')).rejects.toThrow('has no folder.json');
  await artefacts('push', 'one', 'shared');
  await expect(artefacts('pull', 'shared', 'one')).rejects.toThrow('runs/one exists already');
});
