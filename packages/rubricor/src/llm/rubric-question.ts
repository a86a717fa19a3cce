import type { Criterion, RubricQuery } from '@roro/core';
import { renderAttempts } from './render-attempts.js';

/**
 * What a rubricor is asked about a query, after its instructions: the question and, where there are attempts, where they
 * part. A model that is trained to write rubrics is trained on the same text.
 *
 * @param statements criteria to choose among; default: the model words its own
 */
export function rubricQuestion(
  { prompt, attempts = [] }: Pick<RubricQuery, 'prompt' | 'attempts'>,
  statements?: readonly Pick<Criterion, 'id' | 'text' | 'kind'>[],
): string {
  const parted = renderAttempts(attempts);
  const question = [
    `<question>\n${prompt.trimEnd()}\n</question>`,
    ...(parted === undefined ? [] : [parted]),
  ].join('\n\n');
  if (statements === undefined) {
    return `${question}\n\nWrite its rubric, 3 to 8 criteria, as a JSON object {"criteria": [{"id", "text", "kind", "scope"}]}: id in kebab-case, text beginning "The routing ", kind "hard-rule" or "principle", scope "step" or "trajectory".`;
  }
  const list = statements.map(
    ({ id, text, kind }) => `${id} (${kind === 'hard-rule' ? 'hard rule' : 'principle'}): ${text}`,
  );
  return `${question}\n\nCriteria:\n${list.join('\n')}\n\nChoose its rubric, 3 to 8 of these criteria, as a JSON object {"criteria": ["id", …]}.`;
}
