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
import { interruptible } from '../interruptible.js';
import { Output } from '../output.js';

export interface ArtefactOptions {
  runs: string;
  format: string;
  json?: boolean;
}

/** Keeps a run in a folder or bucket. */
export async function pushRun(
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

/** Brings a run back. */
export async function pullRun(
  url: string,
  run: string,
  { runs, json = false }: ArtefactOptions,
): Promise<void> {
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
