import type { Command } from 'commander';
import { Output } from '../output.js';

export function addRouterCommand(program: Command): void {
  const router = program.command('router').description('work on routers of your own');
  router
    .command('pack')
    .description('put the trained and measured routers of a run into a small folder that `roro serve` takes')
    .argument('<folder>', 'folder to write')
    .requiredOption('--run <id>', 'run that trained and measured them')
    .option('--config <file>', 'configuration file of the run (default: roro.config.ts where present)')
    .option('--setting <id>', 'setting whose routers are packed (default: the first)')
    .option('--json', 'print one JSON document')
    .action(packCommand);
  router
    .command('new')
    .description('make a package with a small working router, its tests and its page of documentation')
    .argument('<name>', 'name of the package, for example roro-router-mine or @me/roro-router-mine')
    .option('--directory <folder>', 'folder of the package (default: its name without the scope)')
    .action(async (name: string, { directory }: { directory?: string }) => {
      const { routerCatalogue } = await import('@roro/recipe');
      const { scaffoldRouter } = await import('../scaffold-router.js');
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

interface PackOptions {
  run: string;
  config?: string;
  setting?: string;
  json?: boolean;
}

async function packCommand(folder: string, { run, config: file, setting, json }: PackOptions): Promise<void> {
  const { RunDirectory } = await import('@roro/core');
  const { packRouters, writeRouterBundle } = await import('@roro/recipe');
  const { loadFamilies } = await import('../context.js');
  const { loadConfig } = await import('../load-config.js');
  const config = await loadConfig(file);
  const families = await loadFamilies(config.routerPackages);
  const bundle = packRouters({ config, run: RunDirectory.open(run, config.runs), families }, setting);
  writeRouterBundle(folder, bundle);
  const ids = bundle.routers.map(({ id }) => id);
  new Output({ json: json ?? false, quiet: false }).result(
    { folder, setting: bundle.setting, routers: ids },
    `${folder}: ${ids.join(', ')} of ${bundle.setting}.\n\n  roro serve --routers ${folder}`,
  );
}
