import { ConfigurationError } from '@roro/core/routing';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, queueOption } from '../common-options.js';
import { renderEstimate } from '../render-estimate.js';
import { wholeNumber } from '../whole-number.js';

interface BenchOptions extends CommonOptions {
  routers?: string[];
  router: string[];
  dryRun?: boolean;
  pilot?: number;
}

export function addBenchCommand(program: Command): void {
  addCommonOptions(
    program
      .command('bench')
      .description('measure routers on the benchmarks; trains and fits what is missing first')
      .option('--routers <name...>', 'routers to measure, or "all" (roro routers lists them)')
      .option('--router <package...>', 'packages or files whose routers are measured too', [])
      .option('--dry-run', 'print the calls, tokens and money that this would take; call no model')
      .option(
        '--pilot <n>',
        'with --dry-run: let each model answer n queries of each benchmark first',
        wholeNumber,
      )
      .addOption(queueOption('Redis through which `roro worker` makes the steps (default: in this process)')),
  ).action(async (options: BenchOptions) => {
    if (options.pilot !== undefined && options.dryRun !== true) {
      throw new ConfigurationError({
        message: '--pilot is for an estimate and has no effect on a measurement.',
        nextStep: 'Add --dry-run, or leave --pilot out.',
      });
    }
    const { withRun } = await import('../context.js');
    const { summaryTable } = await import('@roro/bench');
    const { benchRouters, estimateBench, expandRouters } = await import('@roro/recipe');
    const repeat = (['routers', 'router'] as const)
      .filter((name) => (options[name] ?? []).length > 0)
      .map((name) => ` --${name} ${options[name]?.join(' ')}`);
    await withRun(
      options,
      `bench${repeat.join('')}`,
      async (context, output) => {
        if (options.dryRun === true) {
          const estimate = await estimateBench(context, { pilot: options.pilot ?? 0 });
          output.result(estimate, renderEstimate(estimate));
          return;
        }
        const { results, resultsPath, reportPath } = await benchRouters(context);
        const notes = results.settings.flatMap(({ setting, note }) =>
          note === undefined ? [] : [`${setting}: ${note}`],
        );
        const table = [summaryTable(results), ...notes].join('\n\n');
        output.result(results, `${table}\n\nReport:  ${reportPath}\nResults: ${resultsPath}`);
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
