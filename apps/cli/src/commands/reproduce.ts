import { ConfigurationError, unknownNameError } from '@roro/core/routing';
import type { StudySize } from '@roro/recipe';
import { methods } from '@roro/recipe/options';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import { wholeNumber } from '../whole-number.js';

/** References of the study that are not trained. */
const references = ['srm-only', 'lrm-only', 'random', 'entropy-threshold', 'entropy-threshold-review'];

interface ReproduceOptions extends CommonOptions {
  size: string[];
  methods: string[];
  seeds: number;
  tuned?: string;
}

export function addReproduceCommand(program: Command): void {
  const sizes = Object.keys({
    tiny: true,
    small: true,
    medium: true,
    large: true,
  } satisfies Record<StudySize, true>);
  const methodIds = methods.map(({ id }) => id);
  addCommonOptions(
    program
      .command('reproduce')
      .description('the full study: every method and ablation, all benchmarks and settings, several seeds')
      .option('--size <name...>', `budgets to compare at: ${sizes.join(', ')}`, sizes)
      .option('--methods <id...>', `trained routers to compare: ${methodIds.join(', ')}`, methodIds)
      .option('--seeds <n>', 'seeds of every trained router', wholeNumber, 5)
      .option('--tuned <file>', 'tuned.json of `roro tune`: how each method is trained'),
  ).action(async (options: ReproduceOptions) => {
    for (const size of options.size) if (!sizes.includes(size)) throw unknownNameError('size', size, sizes);
    for (const id of options.methods)
      if (!methodIds.includes(id)) throw unknownNameError('method', id, methodIds);
    const command = `reproduce --size ${options.size.join(' ')} --methods ${options.methods.join(' ')} --seeds ${options.seeds}${options.tuned === undefined ? '' : ` --tuned ${options.tuned}`}`;
    if (options.seeds < 1) {
      throw new ConfigurationError({
        message: 'A study needs at least one seed, got 0.',
        nextStep: 'Leave --seeds out for five.',
      });
    }
    const { withRun } = await import('../context.js');
    const { meanMarkdown, summaryTable } = await import('@roro/bench');
    const { oracle, readTuned, runStudy, studyMarkdown } = await import('@roro/recipe');
    const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1);
    await withRun(
      options,
      command,
      async (context, output) => {
        const reports = [];
        for (const size of options.size) reports.push(await runStudy(context, size as StudySize));
        const text = reports.map(({ size, results, path }) =>
          [
            size,
            summaryTable(results),
            meanMarkdown(results),
            studyMarkdown(results),
            `Results: ${path}`,
          ].join('\n\n'),
        );
        output.result(reports, text.join('\n\n'));
      },
      {
        routers: () => [...references, ...options.methods, oracle],
        train: {
          seeds,
          ...(options.tuned === undefined ? {} : { methods: readTuned(options.tuned).methods }),
        },
      },
    );
  });
}
