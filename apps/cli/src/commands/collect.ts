import { collect } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

export function addCollectCommand(program: Command): void {
  addCommonOptions(
    program.command('collect').description('roll out behaviour policies on the training queries and write their trajectories'),
  ).action(async (options: CommonOptions) => {
    await withRun(options, 'collect', async (context, output) => {
      const reports = await collect(context);
      const lines = reports.map(
        (report) =>
          `${report.setting}: ${report.trajectories} trajectories of ${report.queries} queries in ${report.path}\n` +
          `  outcomes: ${Object.entries(report.outcomes)
            .map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`)
            .join(', ')}\n` +
          `  distinct routing patterns per query: ${report.patternsPerQuery.toFixed(2)}\n` +
          `  model calls: ${report.calls.requested} asked, ${report.calls.generated} made, ${report.calls.saved} saved by shared prefixes`,
      );
      output.result(reports, lines.join('\n'));
    });
  });
}
