import type { shardFormats } from '@roro/artefacts';
import type { Command } from 'commander';
import type { ArtefactOptions } from '../artefacts/share-run.js';

/** As the package has them, which is not loaded to say so. */
const formats: typeof shardFormats = ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'];

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
    .option('--format <name>', formats.join(', '), 'jsonl.gz')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(async (run: string, url: string, options: ArtefactOptions) => {
      const { pushRun } = await import('../artefacts/share-run.js');
      await pushRun(run, url, options);
    });
  artefacts
    .command('pull')
    .description('bring a run back from a folder or bucket')
    .argument('<url>', 'where `roro artefacts push` put it')
    .argument('<run>', 'run id to make')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(async (url: string, run: string, options: ArtefactOptions) => {
      const { pullRun } = await import('../artefacts/share-run.js');
      await pullRun(url, run, options);
    });
}
