import type { PairReport } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';

export function addPairsCommand(program: Command): void {
  addCommonOptions(
    program
      .command('pairs')
      .description(
        'write preference pairs with their reasons; collects trajectories first where they are missing',
      ),
  ).action(async (options: CommonOptions) => {
    const { withRun } = await import('../context.js');
    const { writePairs } = await import('@roro/recipe');
    await withRun(options, 'pairs', async (context, output) => {
      const reports = await writePairs(context);
      output.result(reports, reports.map(describe).join('\n'));
    });
  });
}

function describe({ setting, path, counts, queries }: PairReport): string {
  return [
    `${setting}: ${path}`,
    ...(['train', 'validation', 'test'] as const).map(
      (split) =>
        `  ${split.padEnd(10)} ${queries[split]} queries: ${counts[split].outcome} outcome, ` +
        `${counts[split].cost} cost, ${counts[split].process} process pairs`,
    ),
  ].join('\n');
}
