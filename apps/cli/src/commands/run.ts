import { summaryTable } from '@roro/bench';
import { presets, runRecipe } from '@roro/recipe';
import { type Command, Option } from 'commander';
import { addCommonOptions, type CommonOptions, withRun } from '../context.js';

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
