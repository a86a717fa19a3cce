import { summaryTable } from '@roro/bench';
import { expandRouters, methods, runRecipe } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

export function addAblateCommand(program: Command): void {
  addCommonOptions(
    program.command('ablate').description('the configured run with every ablation of the method beside it'),
  ).action(async (options: CommonOptions) => {
    await withRun(
      options,
      'ablate',
      async (context, output) => {
        const { results, reportPath, resultsPath } = await runRecipe(context);
        output.result(results, `${summaryTable(results)}\n\nReport:  ${reportPath}\nResults: ${resultsPath}`);
      },
      { routers: ({ routers }) => expandRouters([...routers, ...methods.map(({ id }) => id)]) },
    );
  });
}
