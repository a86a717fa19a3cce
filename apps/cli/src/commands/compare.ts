import type { Command } from 'commander';
import { Output } from '../output.js';

interface CompareOptions {
  runs: string;
  routers?: string[];
  metrics?: string[];
  json?: boolean;
}

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description(
      'differences between two runs in every metric, paired over the queries that both measured, with p-values and power',
    )
    .argument('<a>', 'run directory, run id, results.json or outcomes.jsonl')
    .argument('<b>', 'the same; differences are b − a')
    .option('--routers <name...>', 'routers to compare (default: all that both have)')
    .option('--metrics <name...>', 'metrics to compare by, such as BA@40 (default: all)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print the comparison as JSON')
    .action(async (a: string, b: string, { runs, routers, metrics, json }: CompareOptions) => {
      const { compareResults } = await import('@roro/bench');
      const { loadMeasuredRun } = await import('../load-measured-run.js');
      const { renderComparison } = await import('../render-comparison.js');
      const output = new Output({ json: json ?? false, quiet: false });
      const comparison = compareResults({
        a: loadMeasuredRun(a, runs),
        b: loadMeasuredRun(b, runs),
        ...(routers === undefined ? {} : { routers }),
        ...(metrics === undefined ? {} : { metrics }),
      });
      output.result(comparison, renderComparison(comparison));
    });
}
