import { type Command, Option } from 'commander';

/** Options that every command on a run takes. */
export interface CommonOptions {
  config?: string;
  seed?: string;
  run?: string;
  record?: string;
  replay?: string;
  /** URL of Redis, of commands that hand work to workers. */
  queue?: string;
  json?: boolean;
  quiet?: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: roro.config.ts where present)')
    .option('--seed <n>', 'seed of everything random (default: 1)')
    .option('--run <id>', 'run to make or resume (default: named by the configuration)')
    .option('--record <folder>', 'keep every call of a model in this folder')
    .option('--replay <folder>', 'take every call from a folder that --record made; ask no model')
    .option('--json', 'print one JSON document to standard output and nothing else')
    .option('--quiet', 'print results only');
}

/** Where workers take their work. From the environment, too: a password in a command line is for all to see. */
export function queueOption(description: string): Option {
  return new Option('--queue <url>', description).env('RORO_QUEUE');
}
