import type { defaultWords } from '@roro/datasets';
import type { Command } from 'commander';
import type { CheckOptions } from '../data/check-data.js';
import type { ShowOptions } from '../data/show-data.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

/** As the package has it, which is not loaded to say so. */
const words: typeof defaultWords = 13;

export function addDataCommand(program: Command): void {
  const data = program
    .command('data')
    .description('data sets: what there is, what is in one, what two have in common');
  data
    .command('list')
    .description(
      'list the data sets that are known by name: questions, licence, whether they are in the cache',
    )
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: boolean }) => {
      const { listData } = await import('../data/list-data.js');
      listData(new Output({ json: options.json ?? false, quiet: false }));
    });
  data
    .command('show')
    .description(
      'load a data set and show its splits, what was left out, and a few questions; downloads it where it is missing',
    )
    .argument('<name>', 'name that `roro data list` lists, or a JSONL, CSV or Parquet file')
    .option('--questions <n>', 'questions to print', wholeNumber, 2)
    .option('--split <name>', 'split to print them of: train, validation, test', 'test')
    .option('--prompt <column>', 'column of a file that holds the question (default: by the usual names)')
    .option('--answer <column>', 'column of a file that holds the answer')
    .option('--id <column>', 'column of a file that holds an id')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: ShowOptions) => {
      const { showData } = await import('../data/show-data.js');
      await showData(name, options);
    });
  data
    .command('check')
    .description('look for the questions of a test set in a training set: whole, and in runs of words')
    .argument('<train>', 'name or file of the training set')
    .argument('<test>', 'name or file of the test set')
    .option('--words <n>', 'words of a run (n-gram)', wholeNumber, words)
    .option('--train-column <name>', 'column of the training texts (default: by the usual names)')
    .option('--test-column <name>', 'column of the test questions')
    .option('--json', 'print the report as JSON')
    .action(async (train: string, test: string, options: CheckOptions) => {
      const { checkData } = await import('../data/check-data.js');
      await checkData(train, test, options);
    });
}
