import type { Command } from 'commander';
import { Output } from '../output.js';

export function addModelsCommand(program: Command): void {
  program
    .command('models')
    .description('the models of a configuration')
    .command('check')
    .description('ask every model a few small questions and say what its server supports')
    .option('--config <file>', 'configuration file (default: roro.config.ts where present)')
    .option('--json', 'print one JSON document')
    .action(async (options: { config?: string; json?: boolean }) => {
      const { checkModel, renderModelChecks } = await import('@roro/models');
      const { resolveSettings } = await import('@roro/recipe');
      const { loadConfig } = await import('../load-config.js');
      const config = await loadConfig(options.config);
      const output = new Output({ json: options.json ?? false, quiet: false });
      const members = new Map(
        resolveSettings(config).flatMap(({ pool }) => pool.models.map((member) => [member.id, member])),
      );
      const checks = [];
      for (const [id, member] of members) {
        output.note(`Asking ${id} …`);
        checks.push(await checkModel(member));
      }
      output.result(checks, renderModelChecks(checks));
    });
}
