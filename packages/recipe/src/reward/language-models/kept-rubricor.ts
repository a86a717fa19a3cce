import { contentHash, type Rubricor, type RubricQuery, type RubricRecord } from '@roro/core';
import { rubricQuestion } from '@roro/rubricor/llm';
import type { KeptAnswers } from './kept-answers.js';
import { requireAnswer } from './require-answer.js';

/**
 * A Rubricor that a language model plays, with its rubrics kept: one for each of its versions, query and what attempts show.
 * What is no rubric is kept as a failure with its cost.
 */
export class KeptRubricor implements Rubricor {
  readonly id: string;
  readonly version: string;
  readonly #rubricor: Rubricor;
  readonly #kept: KeptAnswers<RubricRecord>;

  constructor(rubricor: Rubricor, kept: KeptAnswers<RubricRecord>) {
    this.id = rubricor.id;
    this.version = rubricor.version;
    this.#rubricor = rubricor;
    this.#kept = kept;
  }

  /** @throws GenerationError where the model cannot be asked, AbortError */
  write(query: RubricQuery, options: { signal?: AbortSignal } = {}): Promise<RubricRecord> {
    const key = contentHash([this.version, query.id, rubricQuestion(query)]).slice(0, 32);
    return this.#kept.answer(key, async () => {
      const record = await this.#rubricor.write(query, options);
      requireAnswer(this, record);
      return record;
    });
  }
}
