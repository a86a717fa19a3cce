import { summaryTable } from '@roro/bench';
import { benchRouters, expandRouters } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

interface BenchOptions extends CommonOptions {
  routers?: string[];
  router: string[];
}

export function addBenchCommand(program: Command): void {
  addCommonOptions(
    program
      .command('bench')
      .description('measure routers on the benchmarks; trains and fits what is missing first')
      .option('--routers <name...>', 'routers to measure, or "all" (roro routers lists them)')
      .option('--router <package...>', 'packages or files whose routers are measured too', []),
  ).action(async (options: BenchOptions) => {
    const repeat = (['routers', 'router'] as const)
      .filter((name) => (options[name] ?? []).length > 0)
      .map((name) => ` --${name} ${options[name]?.join(' ')}`);
    await withRun(
      options,
      `bench${repeat.join('')}`,
      async (context, output) => {
        const { results, resultsPath, reportPath } = await benchRouters(context);
        output.result(results, `${summaryTable(results)}\n\nReport:  ${reportPath}\nResults: ${resultsPath}`);
      },
      {
        routerPackages: options.router,
        routers: (config, families) => {
          const named = options.routers === undefined ? config.routers : ends(options.routers);
          return expandRouters([...named, ...families.map(({ id }) => id)], families);
        },
      },
    );
  });
}

/** Both ends of every curve are measured, whatever is named. */
function ends(routers: readonly string[]): string[] {
  return ['srm-only', 'lrm-only', ...routers];
}
