import {
  contentHash,
  GenerationError,
  JsonlWriter,
  type Judge,
  type Rubric,
  readJsonl,
  type TrajectoryView,
} from '@roro/core';
import pLimit, { type LimitFunction } from 'p-limit';
import { z } from 'zod';

/** Judgements of a language model that are made at a time. */
const judgementsInFlight = 16;
/** Scores kept in memory; an older one is asked for again. */
const kept = 500_000;

const scoreSchema = z.object({
  key: z.string(),
  /** Version of the judge. */
  judge: z.string(),
  /** S; absent where the judge answered and its verdicts cannot be read. */
  score: z.number().optional(),
});

/** A trajectory and the rubric that it is judged under. */
export interface AskedScore {
  view: TrajectoryView;
  rubric: Rubric;
}

/** S of trajectories under rubrics by a frozen Judge. What a language model judged once is kept in a file. */
export class JudgeScores {
  readonly judge: Judge;
  readonly #known = new Map<string, Promise<number | undefined>>();
  readonly #path: string;
  #writer: JsonlWriter | undefined;
  #isLanguageModel = false;
  readonly #limit: LimitFunction = pLimit(judgementsInFlight);

  /** @param path of the file; one is written where the judge is a language model */
  constructor(judge: Judge, path: string) {
    this.judge = judge;
    this.#path = path;
    for (const { key, judge: version, score } of readJsonl(path, scoreSchema).records) {
      if (version === judge.version) this.#known.set(key, Promise.resolve(score));
    }
  }

  /**
   * @returns S, one a request; undefined where the judge's verdicts cannot be read
   * @throws GenerationError where the judge cannot be asked; what was judged is kept. AbortError.
   */
  async scores(
    asked: readonly AskedScore[],
    signal: AbortSignal | undefined,
  ): Promise<(number | undefined)[]> {
    let failure: { error: unknown } | undefined;
    const answers = await Promise.all(
      asked.map(async ({ view, rubric }) => {
        try {
          return await this.#score(view, rubric, signal, () => failure !== undefined);
        } catch (error) {
          failure ??= { error };
          return undefined;
        }
      }),
    );
    // Not before those in flight have ended: their answers are kept, and who asks again finds nothing half done.
    if (failure !== undefined) throw failure.error;
    return answers;
  }

  close(): void {
    this.#writer?.close();
    this.#writer = undefined;
  }

  #score(
    view: TrajectoryView,
    rubric: Rubric,
    signal: AbortSignal | undefined,
    isGivenUp: () => boolean,
  ): Promise<number | undefined> {
    const key = contentHash([view.id, rubric.criteria]).slice(0, 32);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#limit(async () => {
      // After the first failure nothing else of the batch is asked for: it is going to come again.
      if (isGivenUp()) throw notAsked(this.judge.id, 'the batch was given up');
      const score = await this.#ask(view, rubric, signal);
      if (this.#isLanguageModel) {
        this.#writer ??= new JsonlWriter(this.#path);
        this.#writer.append({ key, judge: this.judge.version, ...(score === undefined ? {} : { score }) });
      }
      return score;
    });
    this.#known.set(key, asked);
    asked.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > kept && oldest !== undefined) this.#known.delete(oldest);
    return asked;
  }

  /** Verdicts that cannot be read are asked for twice: a call that failed among others looks the same. */
  async #ask(
    view: TrajectoryView,
    rubric: Rubric,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    for (let attempt = 1; ; attempt++) {
      const answer = this.judge.judge(view, rubric, signal === undefined ? {} : { signal });
      this.#isLanguageModel ||= answer instanceof Promise;
      const { score, failure, usage } = await answer;
      if (score !== undefined) return score;
      // A call that was answered has been paid for.
      if (usage.length === 0) throw notAsked(this.judge.id, failure);
      if (attempt === 2) return undefined;
    }
  }
}

function notAsked(judge: string, why: string | undefined): GenerationError {
  return new GenerationError({
    model: judge,
    message: `Judge "${judge}" gave no judgement: ${(why ?? 'unknown').slice(0, 300)}`,
    isRetryable: true,
  });
}
