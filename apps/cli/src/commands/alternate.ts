import { type Command, Option } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import { wholeNumber } from '../whole-number.js';

interface AlternateOptions extends CommonOptions {
  trainer: 'trl' | 'verl';
  command: string;
  serve?: string;
  model: string;
  rounds?: number;
  setting?: string;
}

export function addAlternateCommand(program: Command): void {
  const command = program
    .command('alternate')
    .description(
      'train an LLM judge and rubricor in turns with a trainer of your own; the same command resumes',
    )
    .addOption(
      new Option('--trainer <name>', 'trainer that the data is written for')
        .choices(['trl', 'verl'])
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--command <template>',
      'trains a phase: {data}, {rewards}, {output}, {model}, {phase} and {round} are filled in',
    )
    .requiredOption(
      '--model <name>',
      '{model} of the first phase of each role; later ones go on from {output}',
    )
    .option(
      '--serve <template>',
      'serves a trained model until it is stopped: {model}, {name} and {port} are filled in (default: wait for `roro import`)',
    )
    .option('--rounds <n>', 'rounds (default: reward.rounds of the configuration)', wholeNumber)
    .option('--setting <id>', 'setting of the run (default: the first)');
  addCommonOptions(command).action(async (options: AlternateOptions) => {
    const { withRun } = await import('../context.js');
    const { alternateOutside } = await import('@roro/recipe/trainer');
    await withRun(options, `alternate --trainer ${options.trainer} …`, async (context, output) => {
      const { trainer, serve, model, rounds, setting } = options;
      const end = await alternateOutside(context, {
        trainer,
        command: options.command,
        model,
        ...(serve === undefined ? {} : { serve }),
        ...(rounds === undefined ? {} : { rounds }),
        ...(setting === undefined ? {} : { setting }),
      });
      const { waitingFor, output: trained, folder } = end;
      output.result(
        end,
        waitingFor === undefined
          ? `The alternation is finished: ${folder}`
          : [
              `The ${waitingFor.phase} of round ${waitingFor.round} is trained: ${trained}`,
              'Serve it, tell where, and run the same command again:',
              `  roro import ${waitingFor.phase} --round ${waitingFor.round} --url <url> --model <name>`,
            ].join('\n'),
      );
    });
  });
}
