import type { CatalogueEntry } from '@roro/recipe';
import { routerCatalogue } from '@roro/recipe';
import type { Command } from 'commander';
import pc from 'picocolors';
import { loadFamilies } from '../context.js';
import { Output } from '../output.js';

export function addRoutersCommand(program: Command): void {
  program
    .command('routers')
    .description('list every router: mode, what it must learn, what it asks for, where its rule is from')
    .option('--router <package...>', 'packages or files whose routers are listed too', [])
    .option('--json', 'print the list as JSON')
    .action(async (options: { router: string[]; json?: boolean }) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
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
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => (i === heads.length - 1 ? text : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [pc.bold(line(heads)), ...rows.map(line)].join('\n');
}
