import { summaryTable } from '@roro/bench';
import { benchRouters } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

export function addBenchCommand(program: Command): void {
  addCommonOptions(
    program
      .command('bench')
      .description('measure routers on the benchmarks; trains the policy first where it is missing'),
  ).action(async (options: CommonOptions) => {
    await withRun(options, 'bench', async (context, output) => {
      const { results, resultsPath, reportPath } = await benchRouters(context);
      output.result(results, `${summaryTable(results)}\n\nReport:  ${reportPath}\nResults: ${resultsPath}`);
    });
  });
}
