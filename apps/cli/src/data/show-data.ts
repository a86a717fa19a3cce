import { unknownNameError } from '@roro/core';
import { type CatalogueEntry, catalogue, type DatasetBenchmark, hubUrl, loadBenchmark } from '@roro/datasets';
import pc from '../colors.js';
import { interruptible } from '../interruptible.js';
import { Output } from '../output.js';

const splits = ['train', 'validation', 'test'] as const;

export interface ShowOptions {
  questions: number;
  split: string;
  prompt?: string;
  answer?: string;
  id?: string;
  json?: boolean;
}

/** Loads a data set and shows its splits and a few questions. */
export async function showData(name: string, options: ShowOptions): Promise<void> {
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
