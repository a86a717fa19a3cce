import { join } from 'node:path';
import {
  criticalStepsShards,
  type FolderIndex,
  openArtefacts,
  pairShards,
  pullFolder,
  pushFolder,
  type ShardSchema,
  shardFormats,
  trajectoryShards,
} from '@roro/artefacts';
import { outcomeRowSchema } from '@roro/bench';
import { RunDirectory, unknownNameError } from '@roro/core';
import type { Command } from 'commander';
import { interruptible } from '../interruptible.js';
import { Output } from '../output.js';

interface ArtefactOptions {
  runs: string;
  format: string;
  json?: boolean;
}

export function addArtefactsCommand(program: Command): void {
  const artefacts = program
    .command('artefacts')
    .description('share runs through a folder or an S3-compatible bucket');
  artefacts
    .command('push')
    .description('keep a run in a folder or bucket: JSON lines as shards, everything else as it is')
    .argument('<run>', 'run id')
    .argument(
      '<url>',
      'folder, file: URL, or s3://bucket/prefix?endpoint=https://… (keys: AWS_ACCESS_KEY_ID, …)',
    )
    .option('--format <name>', shardFormats.join(', '), 'jsonl.gz')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(push);
  artefacts
    .command('pull')
    .description('bring a run back from a folder or bucket')
    .argument('<url>', 'where `roro artefacts push` put it')
    .argument('<run>', 'run id to make')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(pull);
}

async function push(
  run: string,
  url: string,
  { runs, format: name, json = false }: ArtefactOptions,
): Promise<void> {
  const format = shardFormats.find((known) => known === name);
  if (format === undefined) throw unknownNameError('format', name, shardFormats);
  const output = new Output({ json, quiet: false });
  const { path } = RunDirectory.open(run, runs);
  const store = openArtefacts(url);
  const resume = `roro artefacts push ${run} ${store.url} --format ${format} --runs ${runs}`;
  const index = await interruptible(output, resume, ({ signal }) =>
    pushFolder(path, store, { format, schemaOf, signal }),
  );
  output.result(index, `${store.url}: ${describe(index)}`);
}

async function pull(url: string, run: string, { runs, json = false }: ArtefactOptions): Promise<void> {
  const output = new Output({ json, quiet: false });
  const store = openArtefacts(url);
  const folder = join(runs, run);
  const resume = `roro artefacts pull ${store.url} ${run} --runs ${runs}`;
  const index = await interruptible(output, resume, ({ signal }) => pullFolder(store, folder, { signal }));
  output.result(index, `${folder}: ${describe(index)}`);
}

const outcomeShards: ShardSchema<unknown> = {
  id: 'outcome',
  version: 1,
  record: outcomeRowSchema,
  key: (row) => JSON.stringify(row),
};

/** Records of a known kind are held against it, and have columns in Parquet. Test answers have a field more and stay plain lines. */
function schemaOf(path: string): ShardSchema<unknown> | undefined {
  if (path === 'trajectories/test.jsonl') return undefined;
  if (path.startsWith('trajectories/')) return trajectoryShards;
  if (path.startsWith('pairs/')) return pairShards;
  if (path.startsWith('critical/')) return criticalStepsShards;
  return path === 'outcomes.jsonl' ? outcomeShards : undefined;
}

function describe({ entries }: FolderIndex): string {
  let files = 0;
  let records = 0;
  for (const entry of entries) {
    if (entry.kind === 'file') files += 1;
    else records += entry.records;
  }
  return `${records.toLocaleString('en')} records in ${entries.length - files} data sets, ${files} files.`;
}
