import type { CatalogueEntry } from '@roro/recipe';
import type { Command } from 'commander';
import { alignedLines } from '../aligned-lines.js';
import pc from '../colors.js';
import { Output } from '../output.js';

export function addRoutersCommand(program: Command): void {
  program
    .command('routers')
    .description('list every router: mode, what it must learn, what it asks for, where its rule is from')
    .option('--router <package...>', 'packages or files whose routers are listed too', [])
    .option('--json', 'print the list as JSON')
    .action(async (options: { router: string[]; json?: boolean }) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const { loadFamilies } = await import('../context.js');
      const { routerCatalogue } = await import('@roro/recipe');
      const catalogue = routerCatalogue(await loadFamilies(options.router));
      output.result(catalogue, renderCatalogue(catalogue));
    });
}

/** A table for a terminal, an entry a line. */
export function renderCatalogue(catalogue: readonly CatalogueEntry[]): string {
  const heads = ['router', 'mode', 'training', 'scorer', 'source'];
  const rows = catalogue.map(({ id, mode, training, scorer = '–', source }) => [
    id,
    mode,
    training,
    scorer,
    source,
  ]);
  const [head, ...body] = alignedLines([heads, ...rows]);
  return [pc.bold(head as string), ...body].join('\n');
}
