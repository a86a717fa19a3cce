import type { Split } from '@roro/core';
import {
  type ContaminationReport,
  checkContamination,
  findCatalogued,
  type ReadTexts,
  readTexts,
} from '@roro/datasets';
import pc from '../colors.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interruptible.js';
import { Output } from '../output.js';

export interface CheckOptions {
  words: number;
  trainColumn?: string;
  testColumn?: string;
  json?: boolean;
}

/** Looks for the questions of a test set in a training set. */
export async function checkData(train: string, test: string, options: CheckOptions): Promise<void> {
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
function renderContamination({ train, test, words, tooShort, pairs }: ContaminationReport): string {
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
