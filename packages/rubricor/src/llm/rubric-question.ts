import type { Criterion, QueryView } from '@roro/core';

/**
 * What a rubricor is asked about a query, after its instructions. A model that is trained to write rubrics is trained on
 * the same text.
 *
 * @param statements criteria to choose among; default: the model words its own
 */
export function rubricQuestion(
  { prompt }: Pick<QueryView, 'prompt'>,
  statements?: readonly Pick<Criterion, 'id' | 'text' | 'kind'>[],
): string {
  const question = `<question>\n${prompt.trimEnd()}\n</question>`;
  if (statements === undefined) {
    return `${question}\n\nWrite its rubric, 3 to 8 criteria, as a JSON object {"criteria": [{"id", "text", "kind", "scope"}]}: id in kebab-case, text beginning "The routing ", kind "hard-rule" or "principle", scope "step" or "trajectory".`;
  }
  const list = statements.map(
    ({ id, text, kind }) => `${id} (${kind === 'hard-rule' ? 'hard rule' : 'principle'}): ${text}`,
  );
  return `${question}\n\nCriteria:\n${list.join('\n')}\n\nChoose its rubric, 3 to 8 of these criteria, as a JSON object {"criteria": ["id", …]}.`;
}
