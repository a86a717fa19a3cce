import { ConfigurationError, nearestName } from '@roro/core';

/** Which columns of a file hold what. */
export interface ColumnSchema {
  /** Question, as the model reads it. */
  prompt: string;
  /**
   * Gold answer: text, a number, or a list of texts (joined by commas). A text that ends in `#### x` is x, as in GSM8K.
   * With `choices`, the right choice: its text, its letter or, as a number, its place from 0. Left out, questions have no
   * gold answer and cannot be graded.
   */
  answer?: string;
  /** Default: the question names itself by its hash. */
  id?: string;
  /** Makes it multiple choice: a column with the list of choices, or the columns that hold one each. */
  choices?: string | readonly string[];
  /** Column with `train`, `validation` (or `val`, `valid`, `dev`) or `test`. */
  split?: string;
}

const usualPrompts = ['question', 'problem', 'prompt', 'Question', 'Problem', 'Prompt'];
const usualAnswers = ['answer', 'final_answer', 'gold', 'Answer', 'Final Answer'];
const usualIds = ['id', 'unique_id', 'ID', 'Record ID'];

/**
 * The schema of a file by the usual names of its columns.
 *
 * @throws ConfigurationError where no column looks like a question
 */
export function guessSchema(columns: readonly string[], path: string): ColumnSchema {
  const find = (names: readonly string[]): string | undefined => names.find((name) => columns.includes(name));
  const prompt = find(usualPrompts);
  if (prompt === undefined) {
    throw new ConfigurationError({
      message: `${path} has no column that is usual for questions (${usualPrompts.slice(0, 3).join(', ')}); it has ${columns.join(', ')}.`,
      nextStep: 'Name the column.',
    });
  }
  const answer = find(usualAnswers);
  const id = find(usualIds);
  return { prompt, ...(answer === undefined ? {} : { answer }), ...(id === undefined ? {} : { id }) };
}

/** Throws ConfigurationError, with the nearest name, for a column that the file lacks. */
export function requireColumns(schema: ColumnSchema, columns: readonly string[], path: string): void {
  const { prompt, answer, id, choices = [], split } = schema;
  const named = [prompt, answer, id, ...(typeof choices === 'string' ? [choices] : choices), split];
  for (const name of named) {
    if (name === undefined || columns.includes(name)) continue;
    const nearest = nearestName(name, columns);
    throw new ConfigurationError({
      message: `${path} has no column "${name}".`,
      nextStep:
        nearest === undefined
          ? `Its columns: ${columns.join(', ')}.`
          : `Did you mean "${nearest}"? Its columns: ${columns.join(', ')}.`,
    });
  }
}
