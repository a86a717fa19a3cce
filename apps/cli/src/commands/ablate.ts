import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';

export function addAblateCommand(program: Command): void {
  addCommonOptions(
    program.command('ablate').description('the configured run with every ablation of the method beside it'),
  ).action(async (options: CommonOptions) => {
    const { withRun } = await import('../context.js');
    const { summaryTable } = await import('@roro/bench');
    const { expandRouters, methods, runRecipe } = await import('@roro/recipe');
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
