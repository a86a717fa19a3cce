import { contentHash, type Judge, type Judgement, type Rubric, type TrajectoryView } from '@roro/core';
import { renderTrajectory } from '@roro/judge/llm';
import type { KeptAnswers } from './kept-answers.js';
import { requireAnswer } from './require-answer.js';

/**
 * A Judge that a language model plays, with its judgements kept: one for each version of the Judge, rubric and content of a
 * trajectory, whatever the trajectory is called. A judgement that cannot be read is asked for once more, since a call that
 * failed among others looks the same, and then kept as a failure with what both cost.
 */
export class KeptJudge implements Judge {
  readonly id: string;
  readonly version: string;
  readonly #judge: Judge;
  readonly #kept: KeptAnswers<Judgement>;

  constructor(judge: Judge, kept: KeptAnswers<Judgement>) {
    this.id = judge.id;
    this.version = judge.version;
    this.#judge = judge;
    this.#kept = kept;
  }

  /** @throws GenerationError where the model cannot be asked, AbortError */
  async judge(
    view: TrajectoryView,
    rubric: Rubric,
    options: { signal?: AbortSignal } = {},
  ): Promise<Judgement> {
    const content = contentHash(renderTrajectory(view)).slice(0, 32);
    const key = contentHash([this.version, rubric.criteria, content]).slice(0, 32);
    // A seed that follows from the id makes one answer of all trajectories that read the same.
    const judgement = await this.#kept.answer(key, () =>
      this.#ask({ ...view, id: content }, rubric, options),
    );
    return { ...judgement, trajectoryId: view.id };
  }

  async #ask(view: TrajectoryView, rubric: Rubric, options: { signal?: AbortSignal }): Promise<Judgement> {
    const first = await this.#judge.judge(view, rubric, options);
    requireAnswer(this, first);
    if (first.failure === undefined) return first;
    const second = await this.#judge.judge(view, rubric, options);
    requireAnswer(this, second);
    return { ...second, usage: [...first.usage, ...second.usage] };
  }
}
