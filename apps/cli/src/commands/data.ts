import { existsSync } from 'node:fs';
import { type Split, unknownNameError } from '@roro/core';
import {
  type CatalogueEntry,
  type ContaminationReport,
  cachedPath,
  catalogue,
  checkContamination,
  type DatasetBenchmark,
  defaultWords,
  findCatalogued,
  type HubFile,
  hubUrl,
  loadBenchmark,
  type ReadTexts,
  readTexts,
} from '@roro/datasets';
import type { Command } from 'commander';
import pc from '../colors.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interruptible.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

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
    .action((options: { json?: boolean }) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const listed = catalogue.map(describeEntry);
      output.result(listed, renderCatalogue(listed));
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
    .action(async (name: string, options: ShowOptions) => showData(name, options));
  data
    .command('check')
    .description('look for the questions of a test set in a training set: whole, and in runs of words')
    .argument('<train>', 'name or file of the training set')
    .argument('<test>', 'name or file of the test set')
    .option('--words <n>', 'words of a run (n-gram)', wholeNumber, defaultWords)
    .option('--train-column <name>', 'column of the training texts (default: by the usual names)')
    .option('--test-column <name>', 'column of the test questions')
    .option('--json', 'print the report as JSON')
    .action(async (train: string, test: string, options: CheckOptions) => checkData(train, test, options));
}

interface ListedEntry {
  id: string;
  title: string;
  description: string;
  splits: Partial<Record<Split, number>>;
  licence: string;
  isCached: boolean;
}

function describeEntry(entry: CatalogueEntry): ListedEntry {
  const files = Object.entries(entry.files) as [Split, HubFile][];
  return {
    id: entry.id,
    title: entry.title,
    description: entry.description,
    splits: Object.fromEntries(files.map(([split, { records }]) => [split, records])),
    licence: entry.licence,
    isCached: files.every(([, file]) => existsSync(cachedPath(entry, file))),
  };
}

function renderCatalogue(listed: readonly ListedEntry[]): string {
  const width = Math.max(...listed.map(({ id }) => id.length));
  const lines = listed.map(({ id, description, splits, licence, isCached }) => {
    const counts = Object.entries(splits).map(([split, count]) => `${count} ${split}`);
    return `${pc.bold(id.padEnd(width))}  ${isCached ? pc.green('✓') : ' '}  ${description}\n${' '.repeat(width + 5)}${pc.dim(`${counts.join(', ')} · ${licence}`)}`;
  });
  return [
    ...lines,
    '',
    `${pc.green('✓')} in the cache; the others are downloaded when they are first used`,
  ].join('\n');
}

const splits = ['train', 'validation', 'test'] as const;

interface ShowOptions {
  questions: number;
  split: string;
  prompt?: string;
  answer?: string;
  id?: string;
  json?: boolean;
}

async function showData(name: string, options: ShowOptions): Promise<void> {
  const output = new Output({ json: options.json ?? false, quiet: false });
  const { prompt, answer, id } = options;
  const split = splits.find((known) => known === options.split);
  if (split === undefined) throw unknownNameError('split', options.split, splits);
  const columns =
    prompt === undefined
      ? {}
      : {
          columns: {
            prompt,
            ...(answer === undefined ? {} : { answer }),
            ...(id === undefined ? {} : { id }),
          },
        };
  const benchmark = await interruptible(output, `roro data show ${name}`, ({ onProgress, onNote, signal }) =>
    loadBenchmark(prompt === undefined ? name : { path: name, ...columns }, { onProgress, onNote, signal }),
  );
  const queries = benchmark.queries(split, options.questions);
  const entry = catalogue.find((known) => known.id === name);
  const { counts, files } = benchmark;
  output.result(
    { id: benchmark.id, counts, files, ...(entry === undefined ? {} : { source: entry }), queries },
    [
      ...headOf(benchmark, entry),
      ...queries.flatMap((query) => [
        '',
        pc.dim(query.id),
        query.prompt,
        pc.green(`→ ${query.answer ?? '(no answer)'}`),
      ]),
    ].join('\n'),
  );
}

function headOf(
  { id, title, description, counts, files }: DatasetBenchmark,
  entry: CatalogueEntry | undefined,
): string[] {
  return [
    `${pc.bold(title === id ? id : `${id}: ${title}`)}, ${description}`,
    `  splits     ${counts.train} train, ${counts.validation} validation, ${counts.test} test`,
    ...files.map(({ path, report }) => `  file       ${path}: ${report.kept} of ${report.read} records kept`),
    ...(entry === undefined
      ? []
      : [
          `  source     ${entry.source}`,
          `  licence    ${entry.licence}`,
          ...Object.values(entry.files).map(
            (file) =>
              `  address    ${hubUrl(entry, file)}, SHA-256 ${file.sha256 ?? 'noted at the first download'}`,
          ),
        ]),
  ];
}

interface CheckOptions {
  words: number;
  trainColumn?: string;
  testColumn?: string;
  json?: boolean;
}

async function checkData(train: string, test: string, options: CheckOptions): Promise<void> {
  const output = new Output({ json: options.json ?? false, quiet: false });
  for (const name of [train, test]) if (!/\.[a-z]+$/i.test(name)) findCatalogued(name);
  const read = await interruptible(
    output,
    `roro data check ${train} ${test}`,
    async ({ onProgress, signal }) => {
      const text = (source: string, split: Split, column: string | undefined): Promise<ReadTexts> =>
        readTexts(source, split, { onProgress, signal, ...(column === undefined ? {} : { column }) });
      return [
        await text(train, 'train', options.trainColumn),
        await text(test, 'test', options.testColumn),
      ] as const;
    },
  );
  for (const { path, withoutText } of read) {
    if (withoutText > 0) output.note(`${path}: ${withoutText} records without a question, not compared`);
  }
  const report = checkContamination(read[0].texts, read[1].texts, options.words);
  output.result(report, renderContamination(report));
  if (report.pairs.length > 0) process.exitCode = exitCodes.failure;
}

/** Pairs that are printed; the JSON document has all. */
const printedPairs = 20;

/** A contamination report for a terminal. */
export function renderContamination({ train, test, words, tooShort, pairs }: ContaminationReport): string {
  const exact = pairs.filter(({ kind }) => kind === 'exact').length;
  const share = test === 0 ? 0 : (100 * pairs.length) / test;
  const rest = pairs.length - printedPairs;
  return [
    `${pairs.length} of ${test} test questions (${share.toFixed(1)} %) stand in ${train} training texts: ` +
      `${exact} whole, ${pairs.length - exact} by a run of ${words} words`,
    ...(tooShort === 0
      ? []
      : [`${tooShort} test questions have fewer than ${words} words: only whole ones were looked for`]),
    ...pairs
      .slice(0, printedPairs)
      .flatMap((pair) => [
        '',
        `${pc.bold(pair.test)} in ${pair.train}: ${pair.kind === 'exact' ? 'the whole question' : `${(100 * pair.share).toFixed(0)} % of its runs`}`,
        pc.dim(`  … ${pair.example} …`),
      ]),
    ...(rest > 0 ? ['', `and ${rest} more (--json has all)`] : []),
  ].join('\n');
}
