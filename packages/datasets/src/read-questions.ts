import { contentHash, type Split, StorageError } from '@roro/core';
import { type ColumnSchema, guessSchema, requireColumns } from './column-schema.js';
import type { DroppedRecord, LoadReport } from './load-report.js';
import type { Question } from './question.js';
import { readRecords, type SourceRecord } from './read-records.js';

/** Characters that a question, an answer or a choice may have: beyond it something else was put in the column. */
export const longestText = 100_000;

export interface ReadQuestions {
  questions: Question[];
  report: LoadReport;
}

/**
 * Reads the questions of a file. A record that is unfit is left out and stands in the report with its line and the
 * reason: no question or answer, a text beyond `longestText` characters, an id or a question that was there before, an
 * unknown split, a right choice that is none of the choices.
 *
 * @param schema default: by the usual names (`guessSchema`)
 * @throws StorageError as `readRecords` does, and where no record is fit; ConfigurationError for a column that is not there
 */
export async function readQuestions(path: string, schema?: ColumnSchema): Promise<ReadQuestions> {
  const { records, dropped, columns } = await readRecords(path);
  const columnsOf = schema ?? guessSchema(columns, path);
  if (records.length > 0) requireColumns(columnsOf, columns, path);
  const report: LoadReport = { read: records.length + dropped.length, kept: 0, dropped: [...dropped] };
  const questions: Question[] = [];
  const lineOfId = new Map<string, number>();
  for (const record of records) {
    const question = questionOf(record, columnsOf);
    const earlier = typeof question === 'string' ? undefined : lineOfId.get(question.id);
    if (typeof question === 'string') report.dropped.push({ line: record.line, reason: question });
    else if (earlier !== undefined) {
      const what = columnsOf.id === undefined ? 'the question' : `the id "${question.id}"`;
      report.dropped.push({ line: record.line, reason: `repeats ${what} of line ${earlier}` });
    } else {
      lineOfId.set(question.id, record.line);
      questions.push(question);
    }
  }
  report.kept = questions.length;
  report.dropped.sort((a, b) => a.line - b.line);
  if (questions.length > 0) return { questions, report };
  const [first] = report.dropped as [DroppedRecord];
  throw new StorageError({
    path,
    message: `${path}: none of ${report.read} records is fit; the first, line ${first.line}: ${first.reason}.`,
    nextStep: 'Check which columns hold the question and the answer.',
  });
}

/** The question of a record, or why it is none. */
function questionOf({ line, fields }: SourceRecord, schema: ColumnSchema): Question | string {
  const prompt = textOf(fields[schema.prompt]);
  const problem = problemOf(prompt, `question in column "${schema.prompt}"`);
  if (problem !== undefined) return problem;
  const id = schema.id === undefined ? contentHash(prompt as string).slice(0, 12) : textOf(fields[schema.id]);
  if (id === undefined) return `no id in column "${schema.id}"`;
  const split = schema.split === undefined ? undefined : splitNames[textOf(fields[schema.split]) ?? ''];
  if (schema.split !== undefined && split === undefined) {
    return `expected train, validation or test in column "${schema.split}", got ${JSON.stringify(fields[schema.split] ?? null)}`;
  }
  const question = { id, prompt: prompt as string, ...(split === undefined ? {} : { split }), line };
  if (schema.answer === undefined) return question;
  const choices = schema.choices === undefined ? undefined : choicesOf(fields, schema.choices);
  if (typeof choices === 'string') return choices;
  const answer =
    choices === undefined ? goldOf(fields[schema.answer]) : rightChoice(fields[schema.answer], choices);
  const missing = problemOf(answer, `answer in column "${schema.answer}"`);
  if (missing !== undefined) return missing;
  if (choices === undefined) return { ...question, answer: answer as string };
  if (!choices.includes(answer as string))
    return `its answer ${JSON.stringify(answer)} is none of its ${choices.length} choices`;
  return { ...question, answer: answer as string, choices };
}

const splitNames: Record<string, Split> = {
  train: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
};

/** Trimmed text of a cell; undefined where it is empty or no text, number or truth value. */
function textOf(value: unknown): string | undefined {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const text = isScalar ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

function problemOf(text: string | undefined, what: string): string | undefined {
  if (text === undefined) return `no ${what}`;
  if (text.length <= longestText) return undefined;
  return `the ${what} has ${text.length} characters, more than ${longestText}`;
}

function goldOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.map(textOf);
    return parts.length === 0 || parts.includes(undefined) ? undefined : parts.join(', ');
  }
  const text = textOf(value);
  // GSM8K (2110.14168): the worked solution, then "#### " and the number, with commas in thousands.
  const marked = text === undefined ? null : /####\s*(\S.*)$/.exec(text);
  return marked === null ? text : (marked[1] as string).replaceAll(',', '');
}

function choicesOf(fields: SourceRecord['fields'], columns: string | readonly string[]): string[] | string {
  const cells = typeof columns === 'string' ? fields[columns] : columns.map((column) => fields[column]);
  const texts = Array.isArray(cells) ? cells.map(textOf) : [];
  const choices = texts.filter((text) => text !== undefined);
  if (choices.length < texts.length || choices.length < 2) {
    return `expected at least two choices, none of them empty, got ${choices.length} of ${texts.length}`;
  }
  if (new Set(choices).size < choices.length) return 'two of its choices are the same';
  const longest = Math.max(...choices.map((choice) => choice.length));
  return longest > longestText ? `a choice has ${longest} characters, more than ${longestText}` : choices;
}

/** Text of the right choice, which a file names by its text, its letter or its place from 0. */
function rightChoice(value: unknown, choices: readonly string[]): string | undefined {
  if (typeof value === 'number') return choices[value] ?? String(value);
  const text = textOf(value);
  if (text === undefined || choices.includes(text)) return text;
  const place = /^\(?([A-Z])\)?\.?$/.exec(text)?.[1]?.charCodeAt(0);
  return place === undefined ? text : (choices[place - 65] ?? text);
}
