import { presets } from '@roro/recipe/options';
import { type Command, Option } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';

interface RunOptions extends CommonOptions {
  preset?: keyof typeof presets;
}

export function addRunCommand(program: Command): void {
  addCommonOptions(
    program
      .command('run')
      .description('everything: collect rollouts, train the router, measure it, write the report')
      .addOption(
        new Option(
          '--preset <name>',
          'a ready configuration instead of a file; quick: a first table in a minute',
        )
          .choices(Object.keys(presets))
          .conflicts('config'),
      ),
  ).action(async ({ preset: name, ...options }: RunOptions) => {
    const preset = name === undefined ? undefined : presets[name];
    const command = name === undefined ? 'run' : `run --preset ${name}`;
    const { withRun } = await import('../context.js');
    const { summaryTable } = await import('@roro/bench');
    const { runRecipe } = await import('@roro/recipe');
    await withRun(
      options,
      command,
      async (context, output) => {
        if (preset !== undefined) {
          output.note(`Preset ${name}: ${preset.description}.`);
          output.note(
            `It takes about ${preset.seconds} s on 2 cores; \`roro run\` alone measures more, in minutes.`,
          );
        }
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
      },
      preset === undefined ? {} : { preset: preset.config },
    );
  });
}
