import { ConfigurationError } from '@roro/core/routing';
import { type Command, Option } from 'commander';
import type { ExportOptions } from '../export/export-for-trainer.js';
import type { OutcomeOptions } from '../export/export-outcomes.js';
import { outcomeFormats } from '../export/outcome-formats.js';
import { wholeNumber } from '../whole-number.js';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'write the outcomes of a measured run in a form that other tools read, or the data that a trainer needs',
    )
    .option('--run <id>', 'run, run directory or outcomes.jsonl')
    .option('--format <name>', `outcomes: ${outcomeFormats.join(', ')}`)
    .option('--out <file>', 'file to write (default: standard output; Parquet needs a file)')
    .option(
      '--setting <id>',
      'setting to export; routerarena and routerbench need one where there are several',
    )
    .option('--router <name>', 'router to export; routerarena needs one where there are several')
    .option('--knob <value>', 'knob to export; routerarena needs one where there are several')
    .option('--seed <n>', 'seed to export (routerarena: default the first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .addOption(
      new Option('--for <trainer>', 'write what a phase of the alternation is trained on').choices([
        'trl',
        'verl',
      ]),
    )
    .addOption(new Option('--phase <role>', 'with --for: role to train').choices(['judge', 'rubricor']))
    .option('--round <n>', 'with --for: round of the alternation, from 1', wholeNumber)
    .option('--config <file>', 'with --for: configuration file (default: roro.config.ts where present)')
    .action(async (options: ExportOptions) => {
      if (options.for === undefined) {
        const { exportOutcomes } = await import('../export/export-outcomes.js');
        exportOutcomes(outcomeOptions(options));
      } else {
        const { exportForTrainer } = await import('../export/export-for-trainer.js');
        await exportForTrainer(options);
      }
    });
}

function outcomeOptions(options: ExportOptions): OutcomeOptions {
  const { run, format, runs = 'runs' } = options;
  if (run !== undefined && format !== undefined) return { ...options, run, format, runs };
  throw new ConfigurationError({
    message: `What to export is not said: ${run === undefined ? '--run' : '--format'} is missing.`,
    nextStep:
      'Name a run and a format (--run <id> --format csv), or a phase (--for trl --phase judge --round 1).',
  });
}
