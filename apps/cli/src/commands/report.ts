import { errorMessage } from '@roro/core/routing';
import type { Command } from 'commander';
import { Output } from '../output.js';

interface ReportOptions {
  runs: string;
  run?: string;
  open?: boolean;
  json?: boolean;
}

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the report of a measured run again from its files, and print where it is')
    .option('--run <id>', 'run (default: the newest one that was measured)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--open', 'open it in the browser')
    .option('--json', 'print run and path as JSON')
    .action(async (options: ReportOptions) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const { renderStoredReport } = await import('@roro/recipe');
      const report = renderStoredReport(options.runs, options.run);
      output.result(report, report.path);
      if (options.open) await openPage(report.path, output);
    });
}

/** A machine without a browser has the report all the same: that is no error. */
async function openPage(path: string, output: Output): Promise<void> {
  try {
    const { default: open } = await import('open');
    const opener = await open(path);
    opener.once('error', (error) => output.note(`It could not be opened: ${errorMessage(error)}`));
  } catch (error) {
    output.note(`It could not be opened: ${errorMessage(error)}`);
  }
}
