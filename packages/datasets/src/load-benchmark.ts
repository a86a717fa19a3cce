import { basename, extname } from 'node:path';
import type { AnswerFormat, Query, Split, Verifier } from '@roro/core';
import { answerVerifier } from './answer-verifier.js';
import { findCatalogued } from './catalogue.js';
import { choiceVerifier } from './choice-verifier.js';
import type { ColumnSchema } from './column-schema.js';
import { type DatasetBenchmark, datasetBenchmark, type ReadFile } from './dataset-benchmark.js';
import { type FetchOptions, fetchCatalogued } from './fetch-catalogued.js';
import { describeDropped } from './load-report.js';
import { letterChoices } from './multiple-choice.js';
import type { Question } from './question.js';
import { readQuestions } from './read-questions.js';
import { type SplitShares, splitOf } from './split-of.js';
import { stepwiseFormat } from './stepwise-format.js';

/** Files on this machine. */
export interface LocalDataset {
  /** One file, or one a split. Without `columns.split` a single file is all test. */
  path: string | Partial<Record<Split, string>>;
  /** Default: by the usual names of columns. */
  columns?: ColumnSchema;
}

export interface LoadOptions extends FetchOptions {
  /** Name in the configuration and in results. Default: the catalogue's, or the file's without its ending. */
  id?: string;
  /** What the model is told below the question. Default: to reason step by step and to put the answer in a box. */
  instruction?: string;
  /** Default `stepwiseFormat`. */
  format?: AnswerFormat;
  /** Default: mathematical equality, or the letter of a multiple-choice question. */
  verifier?: Verifier;
  /** Draws the order of the choices of multiple-choice questions, default 0. */
  choiceSeed?: number;
  /** Told of records that were left out. Default: a warning of the process. */
  onNote?: (text: string) => void;
}

/** Share of the training split that becomes validation where a data set has no validation split. */
const validationOfTrain = 0.1;
/** Share of the test split that does where it has no training split either. */
const validationOfTest = 0.3;

const steps = 'Reason step by step, with an empty line between steps.';
const boxed = `${steps} Put the final answer in \\boxed{}.`;
const boxedLetter = `${steps} Put the letter of the right choice in \\boxed{}.`;

/**
 * A benchmark from a catalogued data set, by name, or from files of one's own. A split that a data set does not have is
 * cut from another by a hash of the question (`splitOf`): validation from train, else from test; `train` only ever is what
 * the data set itself calls so.
 *
 * @param source name in the catalogue, path of a file (it has an ending), or files with their columns
 * @throws ConfigurationError for an unknown name or column; StorageError for a file that is missing, unreadable or without
 *   a single fit record, and where a download fails
 */
export async function loadBenchmark(
  source: string | LocalDataset,
  options: LoadOptions = {},
): Promise<DatasetBenchmark> {
  const local = typeof source === 'string' && extname(source) !== '' ? { path: source } : source;
  const { id, title, description, paths, columns } =
    typeof local === 'string' ? await fetched(local, options) : onDisk(local);
  const named = options.id ?? id;
  const files: ReadFile[] = [];
  const bySplit: Record<Split, Question[]> = { train: [], validation: [], test: [] };
  const perSplit = Object.entries(paths) as [Split, string][];
  for (const [split, path] of perSplit) {
    const { questions, report } = await readQuestions(path, columns);
    files.push({ path, report });
    for (const line of describeDropped(path, report)) (options.onNote ?? warn)(line);
    // Files number their questions for themselves.
    const prefix = perSplit.length === 1 ? '' : `${split}/`;
    for (const question of questions) {
      bySplit[question.split ?? split].push({ ...question, id: `${prefix}${question.id}` });
    }
  }
  const queries = withValidation(bySplit, (question) => queryOf(question, named, options));
  const isChoice = Object.values(bySplit).some((questions) =>
    questions.some(({ choices }) => choices !== undefined),
  );
  return datasetBenchmark({
    id: named,
    title,
    description,
    format: options.format ?? stepwiseFormat,
    verifier: options.verifier ?? (isChoice ? choiceVerifier : answerVerifier),
    files,
    queries,
  });
}

interface Resolved {
  id: string;
  title: string;
  description: string;
  paths: Partial<Record<Split, string>>;
  columns: ColumnSchema | undefined;
}

async function fetched(name: string, options: FetchOptions): Promise<Resolved> {
  const entry = findCatalogued(name);
  const paths: Partial<Record<Split, string>> = {};
  for (const split of Object.keys(entry.files) as Split[])
    paths[split] = await fetchCatalogued(entry, split, options);
  return { ...entry, paths };
}

function onDisk({ path, columns }: LocalDataset): Resolved {
  const paths = typeof path === 'string' ? { test: path } : path;
  const [first = ''] = Object.values(paths);
  const id = basename(first, extname(first));
  return { id, title: id, description: `questions of ${Object.values(paths).join(', ')}`, paths, columns };
}

function queryOf(question: Question, benchmark: string, { choiceSeed = 0, instruction }: LoadOptions): Query {
  const { id, prompt, answer, choices } = question;
  const asked =
    answer === undefined || choices === undefined
      ? { prompt, answer }
      : letterChoices({ ...question, answer, choices }, choiceSeed);
  const told = instruction ?? (choices === undefined ? boxed : boxedLetter);
  return {
    id: `${benchmark}/${id}`,
    prompt: told === '' ? asked.prompt : `${asked.prompt}\n\n${told}`,
    ...(asked.answer === undefined ? {} : { answer: asked.answer }),
    benchmark,
    meta: choices === undefined ? {} : { choices: choices.length },
  };
}

function withValidation(
  questions: Readonly<Record<Split, readonly Question[]>>,
  queryOfQuestion: (question: Question) => Query,
): Record<Split, Query[]> {
  const queries: Record<Split, Query[]> = { train: [], validation: [], test: [] };
  const cut: Split | undefined =
    questions.validation.length > 0 ? undefined : questions.train.length > 0 ? 'train' : 'test';
  const share = cut === 'train' ? validationOfTrain : validationOfTest;
  for (const split of ['train', 'validation', 'test'] as const) {
    const shares: SplitShares = { train: 0, validation: 0, test: 0, [split]: 1 };
    const own = split === cut ? { ...shares, [split]: 1 - share, validation: share } : shares;
    for (const question of questions[split]) {
      queries[splitOf(question.prompt, own)].push(queryOfQuestion(question));
    }
  }
  return queries;
}

function warn(text: string): void {
  process.emitWarning(text, 'DataWarning');
}
