import { ConfigurationError } from '@roro/core/routing';
import type { WorkerFigures } from '@roro/recipe/queue';
import { type Command, InvalidArgumentError } from 'commander';
import { queueOption } from '../common-options.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

interface WorkerOptions {
  queue?: string;
  config?: string;
  router: string[];
  concurrency: number;
  name?: string;
  json?: boolean;
  quiet?: boolean;
}

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('make steps for `roro collect --queue` and `roro bench --queue` until stopped')
    .addOption(queueOption('Redis to take work from'))
    .option(
      '--config <file>',
      'configuration file, that of the commands (default: roro.config.ts where present)',
    )
    .option('--router <package...>', 'packages or files of routers that the commands name', [])
    .option('--concurrency <n>', 'jobs at a time; a job is the rollouts of one query', atLeastOne, 16)
    .option('--name <name>', 'name among the workers (default: host and process id)')
    .option('--json', 'print what was done as JSON at the end')
    .option('--quiet', 'print problems only')
    .action(async (options: WorkerOptions) => {
      const { queue: url, name, concurrency, json = false, quiet = false } = options;
      if (url === undefined) {
        throw new ConfigurationError({
          message: 'A worker needs to know where the work is.',
          nextStep: 'Give --queue redis://host:6379, or set RORO_QUEUE.',
        });
      }
      const { loadFamilies } = await import('../context.js');
      const { interruptible } = await import('../interruptible.js');
      const { loadConfig } = await import('../load-config.js');
      const { runWorker } = await import('@roro/recipe/queue');
      const output = new Output({ json, quiet });
      const config = await loadConfig(options.config);
      const families = await loadFamilies([...new Set([...config.routerPackages, ...options.router])]);
      const figures = await interruptible(output, 'roro worker', ({ onNote, signal }) => {
        signal.addEventListener('abort', () =>
          onNote('Stopping: jobs under way may end. Ctrl-C again to cut them.'),
        );
        return runWorker({
          config,
          families,
          url,
          concurrency,
          signal,
          onNote,
          onStart: (worker) => onNote(`Worker ${worker} takes up to ${concurrency} jobs at a time.`),
          onFigures: (current) => onNote(describe(current)),
          ...(name === undefined ? {} : { name }),
        });
      });
      output.result(figures, describe(figures));
    });
}

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Expected a whole number ≥ 1.');
  return value;
}

function describe({ seconds, jobs, unfinished, active, rollouts, asked, made }: WorkerFigures): string {
  const rate = (rollouts / Math.max(1, seconds)).toFixed(1);
  return (
    `${jobs} jobs, ${rollouts} rollouts (${rate}/s), ${asked} steps asked for, ${made} made; ${active} jobs under way` +
    (unfinished === 0 ? '' : `, ${unfinished} not finished here`)
  );
}
