import { contentHash, StorageError } from '@roro/core';
import { z } from 'zod';
import { type ColumnSchema, guessSchema, requireColumns } from '../column-schema.js';
import { describeDropped, type LoadReport } from '../load-report.js';
import { longestText } from '../read-questions.js';
import { readRecords, type SourceRecord } from '../read-records.js';

/** What a model answered to a question. */
export interface RecordedAnswer {
  text: string;
  /** Whether someone else found it right, where the record says so. */
  correct?: boolean;
  /** Tokens that the model generated, where the record says so. */
  tokens?: number;
}

export interface RecordedQuestion {
  id: string;
  prompt: string;
  answer?: string;
  /** By model. */
  answers: Readonly<Record<string, RecordedAnswer>>;
}

/** Whole answers of several models to the same questions. */
export interface RecordedAnswers {
  path: string;
  /** In the order of the file; each has an answer of every model. */
  questions: readonly RecordedQuestion[];
  /** Models in the order of the first record. */
  models: readonly string[];
  /** Every answer has a label. */
  isLabelled: boolean;
  /** `estimated`: some answer has no token count, and all are then estimated (`estimateTokens`). */
  tokens: 'recorded' | 'estimated';
  report: LoadReport;
}

/** Which columns hold what. */
export interface RecordedColumns extends Pick<ColumnSchema, 'prompt' | 'answer' | 'id'> {
  /** Column with an object: model → its text, or `{ text, correct?, tokens? }`. Default `answers`. */
  answers?: string;
}

export interface RecordedOptions {
  /** Default: by the usual names, answers in `answers`. */
  columns?: RecordedColumns;
  /** Told of records that were left out. Default: a warning of the process. */
  onNote?: (text: string) => void;
}

const answerSchema = z.union([
  z.string().transform((text) => ({ text })),
  z.object({
    text: z.string(),
    correct: z.boolean().optional(),
    tokens: z.number().int().positive().optional(),
  }),
]);
const answersSchema = z.record(z.string().min(1), answerSchema);

/**
 * Reads recorded answers, one JSON object a line: question, gold answer and the answer of each model. A record that is unfit
 * (no question, a broken answer, a question that was there before, another set of models than the first record's) is left
 * out and stands in the report.
 *
 * @throws StorageError, ConfigurationError as `readQuestions` does
 */
export async function readRecordedAnswers(
  path: string,
  { columns, onNote = warn }: RecordedOptions = {},
): Promise<RecordedAnswers> {
  const file = await readRecords(path);
  const { answers = 'answers', ...own }: RecordedColumns = columns ?? guessSchema(file.columns, path);
  if (file.records.length > 0) requireColumns({ ...own, choices: [answers] }, file.columns, path);
  const report: LoadReport = {
    read: file.records.length + file.dropped.length,
    kept: 0,
    dropped: file.dropped,
  };
  const questions: RecordedQuestion[] = [];
  const lineOfPrompt = new Map<string, number>();
  let models: string[] = [];
  for (const record of file.records) {
    const question = questionOf(record, own, answers, models);
    const earlier = typeof question === 'string' ? undefined : lineOfPrompt.get(question.prompt);
    if (typeof question === 'string') report.dropped.push({ line: record.line, reason: question });
    else if (earlier !== undefined) {
      report.dropped.push({ line: record.line, reason: `repeats the question of line ${earlier}` });
    } else {
      if (models.length === 0) models = Object.keys(question.answers);
      lineOfPrompt.set(question.prompt, record.line);
      questions.push(question);
    }
  }
  report.kept = questions.length;
  report.dropped.sort((a, b) => a.line - b.line);
  for (const line of describeDropped(path, report)) onNote(line);
  if (questions.length === 0) {
    throw new StorageError({
      path,
      message: `${path}: none of ${report.read} records is fit; the first, line ${report.dropped[0]?.line}: ${report.dropped[0]?.reason}.`,
      nextStep: 'Check which columns hold the question and the answers.',
    });
  }
  const all = questions.flatMap((question) => Object.values(question.answers));
  return {
    path,
    questions,
    models,
    isLabelled: all.every(({ correct }) => correct !== undefined),
    tokens: all.every(({ tokens }) => tokens !== undefined) ? 'recorded' : 'estimated',
    report,
  };
}

/** The question of a record, or why it is none. */
function questionOf(
  { fields }: SourceRecord,
  {
    prompt: promptColumn,
    answer: answerColumn,
    id: idColumn,
  }: Pick<ColumnSchema, 'prompt' | 'answer' | 'id'>,
  answersColumn: string,
  models: readonly string[],
): RecordedQuestion | string {
  const prompt = fields[promptColumn];
  if (typeof prompt !== 'string' || prompt.trim() === '') return `no question in column "${promptColumn}"`;
  const answers = answersSchema.safeParse(fields[answersColumn]);
  if (!answers.success)
    return `no answers in column "${answersColumn}": ${answers.error.issues[0]?.message ?? 'unknown'}`;
  const named = Object.keys(answers.data);
  if (named.length === 0) return `no answers in column "${answersColumn}"`;
  const missing = models.find((model) => !named.includes(model));
  if (missing !== undefined) return `no answer of model "${missing}"`;
  const added = models.length === 0 ? undefined : named.find((model) => !models.includes(model));
  if (added !== undefined) return `an answer of model "${added}", which the first record lacks`;
  const long = Object.entries(answers.data).find(([, { text }]) => text.length > longestText);
  if (long !== undefined)
    return `the answer of model "${long[0]}" has ${long[1].text.length} characters, more than ${longestText}`;
  const gold = answerColumn === undefined ? undefined : fields[answerColumn];
  const id = idColumn === undefined ? undefined : fields[idColumn];
  return {
    id: id === undefined || id === null ? contentHash(prompt).slice(0, 12) : String(id),
    prompt,
    ...(gold === undefined || gold === null ? {} : { answer: String(gold) }),
    answers: answers.data as Record<string, RecordedAnswer>,
  };
}

function warn(text: string): void {
  process.emitWarning(text, 'DataWarning');
}
