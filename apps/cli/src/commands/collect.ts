import type { CollectReport } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, queueOption } from '../common-options.js';

export function addCollectCommand(program: Command): void {
  addCommonOptions(
    program
      .command('collect')
      .description('roll out behaviour policies on the training queries and write their trajectories')
      .addOption(queueOption('Redis through which `roro worker` makes the steps (default: in this process)')),
  ).action(async (options: CommonOptions) => {
    const { withRun } = await import('../context.js');
    const { collect } = await import('@roro/recipe');
    await withRun(options, 'collect', async (context, output) => {
      const reports = await collect(context);
      output.result(reports, reports.map(describe).join('\n'));
    });
  });
}

function describe({
  setting,
  trajectories,
  queries,
  paths,
  patternsPerQuery,
  outcomes,
  calls,
}: CollectReport): string {
  const known = queries - outcomes.unknown;
  const share = (count: number): string => `${((100 * count) / Math.max(1, known)).toFixed(1)} %`;
  return [
    `${setting}: ${trajectories} trajectories of ${queries} queries in ${paths.join(' and ')}`,
    `  right alone: both models ${share(outcomes.bothRight)}, only the large ${share(outcomes.onlyDearestRight)}, ` +
      `only the small ${share(outcomes.onlyCheapestRight)}, neither ${share(outcomes.neitherRight)}`,
    `  distinct routing patterns per query: ${patternsPerQuery.mean.toFixed(2)} (${patternsPerQuery.least}–${patternsPerQuery.most})`,
    ...(calls === undefined
      ? []
      : [
          `  model calls: ${calls.requested} asked, ${calls.generated} made, ${calls.saved} saved by shared prefixes`,
        ]),
  ].join('\n');
}
