import { trainRouters } from '@roro/recipe';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

export function addTrainCommand(program: Command): void {
  const train = program.command('train').description('train a part of the pipeline');
  addCommonOptions(
    train.command('router').description('train the routing policy by GRPO, one policy per setting and seed'),
  ).action(async (options: CommonOptions) => {
    await withRun(options, 'train router', async (context, output) => {
      const reports = await trainRouters(context);
      const lines = reports.map(
        (report) =>
          `${report.setting} seed ${report.seed}: ${report.updates} updates, ` +
          `LRM share ${(100 * report.largeShare).toFixed(1)} %, accuracy ${(100 * report.accuracy).toFixed(1)} %, weights ${report.path}`,
      );
      output.result(reports, lines.join('\n'));
    });
  });
}
