import { routerCatalogue } from '@roro/recipe';
import type { Command } from 'commander';
import { Output } from '../output.js';
import { scaffoldRouter } from '../scaffold-router.js';

export function addRouterCommand(program: Command): void {
  program
    .command('router')
    .description('work on a router of your own')
    .command('new')
    .description('make a package with a small working router, its tests and its page of documentation')
    .argument('<name>', 'name of the package, for example roro-router-mine or @me/roro-router-mine')
    .option('--directory <folder>', 'folder of the package (default: its name without the scope)')
    .action((name: string, { directory }: { directory?: string }) => {
      const known = ['fixed', ...routerCatalogue().map(({ id }) => id)];
      const made = scaffoldRouter({ name, directory, known });
      new Output({ json: false, quiet: false }).result(
        made,
        [
          ...made.files.map((file) => `  ${file}`),
          '',
          `Router "${made.id}". Next:`,
          '',
          `  cd ${made.directory}`,
          '  npm install',
          '  npm test',
          '  roro bench --routers random --router .',
        ].join('\n'),
      );
    });
}
