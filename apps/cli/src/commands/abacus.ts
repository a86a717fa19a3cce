import type { Command } from 'commander';
import { Output } from '../output.js';

interface TrainOptions {
  model: string[];
  out: string;
  json?: boolean;
  quiet?: boolean;
}

export function addAbacusCommand(program: Command): void {
  const abacus = program.command('abacus').description('the embedded tiny reasoning models');
  abacus
    .command('train')
    .description('train the models from nothing; resumes from the last checkpoint')
    .option('--model <id...>', 'models to train', ['srm', 'lrm', 'lrm-cross'])
    .option('--out <folder>', 'folder of checkpoints and weights', 'runs/abacus')
    .option('--json', 'print one JSON document to standard output and nothing else')
    .option('--quiet', 'print results only')
    .action(async (options: TrainOptions) => {
      const output = new Output({ json: options.json ?? false, quiet: options.quiet ?? false });
      const { trainAbacus } = await import('@roro/recipe');
      const { interruptible } = await import('../interruptible.js');
      await interruptible(
        output,
        `roro abacus train --out ${options.out}`,
        async ({ onProgress, signal }) => {
          const trained = await trainAbacus({
            models: options.model,
            directory: options.out,
            onProgress,
            signal,
          });
          output.result(trained, trained.map((entry) => `${entry.model}: ${entry.path}`).join('\n'));
        },
      );
    });
  abacus
    .command('card')
    .description('measure the models and write their card: accuracies, gaps, uncertainty, headroom')
    .option('--out <folder>', 'folder for MODEL_CARD.md and model-card.json', '.')
    .option('--weights <folder>', 'folder of the weights (default: those of the package)')
    .option('--queries <n>', 'queries per benchmark', '200')
    .option('--json', 'print the figures as JSON')
    .option('--quiet', 'print results only')
    .action(
      async (options: {
        out: string;
        weights?: string;
        queries: string;
        json?: boolean;
        quiet?: boolean;
      }) => {
        const output = new Output({ json: options.json ?? false, quiet: options.quiet ?? false });
        const { measureModelCard } = await import('@roro/recipe');
        const { interruptible } = await import('../interruptible.js');
        await interruptible(output, 'roro abacus card', async ({ onProgress, signal }) => {
          const card = await measureModelCard({
            queries: Number(options.queries),
            directory: options.out,
            ...(options.weights === undefined ? {} : { weights: options.weights }),
            onProgress,
            signal,
          });
          output.result(card.figures, card.markdown);
        });
      },
    );
}
