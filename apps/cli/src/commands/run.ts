import { summaryTable } from '@roro/bench';
import { runRecipe } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

export function addRunCommand(program: Command): void {
  addCommonOptions(
    program
      .command('run')
      .description('everything: collect rollouts, train the router, measure it, write the report'),
  ).action(async (options: CommonOptions) => {
    await withRun(options, 'run', async (context, output) => {
      const startedAt = Date.now();
      const { results, reportPath, resultsPath } = await runRecipe(context);
      const text = [
        summaryTable(results),
        '',
        `Report:  ${reportPath}`,
        `Results: ${resultsPath}`,
        `Time:    ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
      ].join('\n');
      output.result(results, text);
    });
  });
}
