import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';

interface CalibrateOptions extends CommonOptions {
  target: string;
  router?: string;
}

export function addCalibrateCommand(program: Command): void {
  addCommonOptions(
    program
      .command('calibrate')
      .description('choose a router’s knob for a target on validation queries, and test what it comes to')
      .requiredOption(
        '--target <kind=value>',
        'cost=40% or accuracy=98% of the dearest model alone, or money=0.002 a query',
      )
      .option('--router <name>', 'router to calibrate (default: roro, or the last configured one)'),
  ).action(async (options: CalibrateOptions) => {
    const { parseTarget } = await import('@roro/bench');
    const { calibrateRouter } = await import('@roro/recipe');
    const { withRun } = await import('../context.js');
    const { renderCalibration, renderUse } = await import('../render-calibration.js');
    const target = parseTarget(options.target);
    const { router } = options;
    const named = router === undefined ? '' : ` --router ${router}`;
    await withRun(options, `calibrate --target ${options.target}${named}`, async (context, output) => {
      const calibration = await calibrateRouter(context, {
        target,
        ...(router === undefined ? {} : { router }),
      });
      output.result(calibration, `${renderCalibration(calibration)}\n\n${renderUse(calibration, context)}`);
    });
  });
}
