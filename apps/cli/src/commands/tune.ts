import { unknownNameError } from '@roro/core/routing';
import { methods } from '@roro/recipe/options';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';

interface TuneOptions extends CommonOptions {
  methods: string[];
}

export function addTuneCommand(program: Command): void {
  const ids = methods.map(({ id }) => id);
  addCommonOptions(
    program
      .command('tune')
      .description('choose how trained routers are trained, on validation queries, as many trials for each')
      .option('--methods <id...>', `trained routers: ${ids.join(', ')}`, ['trim-agg', 'grpo', 'roro']),
  ).action(async (options: TuneOptions) => {
    const chosen = options.methods.map((id) => {
      const method = methods.find((each) => each.id === id);
      if (method === undefined) throw unknownNameError('method', id, ids);
      return method;
    });
    const { withRun } = await import('../context.js');
    const { tune } = await import('@roro/recipe');
    await withRun(options, `tune --methods ${options.methods.join(' ')}`, async (context, output) => {
      const tuned = await tune(context, chosen);
      const lines = Object.entries(tuned.methods).map(
        ([id, training]) => `  ${JSON.stringify(id)}: ${JSON.stringify(training)},`,
      );
      output.result(
        tuned,
        `train.methods of the configuration:\n\n{\n${lines.join('\n')}\n}\n\nTrials: ${context.run.file('tuned.json')}`,
      );
    });
  });
}
