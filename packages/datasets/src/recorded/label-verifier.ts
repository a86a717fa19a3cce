import { ValidationError, type Verifier } from '@roro/core';
import type { RecordedAnswers } from './recorded-answers.js';

/**
 * Grades a recorded answer by the label that came with it.
 *
 * @throws ValidationError where an answer has no label, or one text has two; when grading, for an answer that is not in the
 *   record
 */
export function labelVerifier({ questions, path }: Pick<RecordedAnswers, 'questions' | 'path'>): Verifier {
  const labels = new Map<string, boolean>();
  for (const { id, prompt, answers } of questions) {
    for (const [model, { text, correct }] of Object.entries(answers)) {
      const key = keyOf(prompt, text);
      const known = labels.get(key);
      if (correct === undefined || (known !== undefined && known !== correct)) {
        throw new ValidationError({
          message: `${path}: the answer of model "${model}" to question "${id}" has ${correct === undefined ? 'no label' : 'another label than the same text of another model'}.`,
          nextStep: 'Grade the answers instead of taking their labels (grading: "answer").',
        });
      }
      labels.set(key, correct);
    }
  }
  return {
    verify({ id, prompt }, answer) {
      const correct = labels.get(keyOf(prompt, answer));
      if (correct !== undefined) return { correct, reason: 'label of the record' };
      throw new ValidationError({
        message: `${path} has no label for an answer to question "${id}" that begins ${JSON.stringify(answer.slice(0, 40))}.`,
        nextStep: 'Labels are for recorded answers; grade other answers (grading: "answer").',
      });
    },
  };
}

function keyOf(prompt: string, text: string): string {
  return `${prompt}\u0000${text}`;
}
