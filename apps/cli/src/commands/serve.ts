import { type Command, Option } from 'commander';
import { portNumber } from '../port-number.js';
import type { ServeOptions } from '../serve/serve-routers.js';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve routed models over HTTP, as OpenAI does; without a configuration, the embedded ones')
    .option('--config <file>', 'configuration file (default: roro.config.ts where present)')
    .option('--setting <id>', 'setting whose pool is served (default: the first)')
    .option('--run <id>', 'run whose trained and measured routers are served')
    .option('--routers <folder>', 'folder of routers that `roro router pack` made')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for any', portNumber, 8787)
    .option('--keys <file>', 'file of API keys (`roro keys add` makes them); needed beyond loopback')
    .option('--open', 'listen beyond loopback without keys')
    .option('--cors <origin...>', 'origins of web pages that may call')
    .addOption(
      new Option('--log <level>', 'what is logged to standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .option('--log-prompts', 'log messages and answers too')
    .option('--record <folder>', 'keep every call of a model in this folder')
    .option('--replay <folder>', 'take every call from a folder that --record made; ask no model')
    .option('--json', 'print the address as JSON')
    .option('--quiet', 'print the address only')
    .action(async (options: ServeOptions) => {
      const { serveRouters } = await import('../serve/serve-routers.js');
      await serveRouters(options);
    });
}
