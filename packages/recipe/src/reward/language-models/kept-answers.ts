import { JsonlWriter, readJsonl } from '@roro/core';
import pLimit, { type LimitFunction } from 'p-limit';
import { z } from 'zod';

/**
 * Answers of a language model in a file, one a line in the order of their arrival. What was asked once is never asked again,
 * also by a run that goes on. After a failure what waits its turn is given up with the same error: it would fail too.
 */
export class KeptAnswers<Answer> {
  readonly #path: string;
  readonly #known = new Map<string, Promise<Answer>>();
  /** Answers in the order of the file. */
  readonly #all: Answer[] = [];
  readonly #limit: LimitFunction;
  #underWay = 0;
  #failure: { error: unknown } | undefined;

  /**
   * @param schema of an answer
   * @param inFlight questions asked at a time
   * @throws StorageError where the file is corrupt
   */
  constructor(path: string, schema: z.ZodType<Answer>, inFlight: number) {
    this.#path = path;
    this.#limit = pLimit(inFlight);
    const lineSchema = z.object({ version: z.literal(1), key: z.string(), answer: schema });
    for (const { key, answer } of readJsonl(path, lineSchema).records) this.#keep(key, answer as Answer);
  }

  /** Everything that was answered, in no particular order. */
  get all(): readonly Answer[] {
    return this.#all;
  }

  /**
   * @param ask asks for what is not known; what it throws is not kept
   * @throws what `ask` throws
   */
  answer(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#underWay += 1;
    const asked = this.#limit(() => this.#ask(key, ask)).finally(() => {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#failure = undefined;
    });
    this.#known.set(key, asked);
    asked.catch(() => this.#known.delete(key));
    return asked;
  }

  async #ask(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      const answer = await ask();
      this.#write(key, answer);
      this.#all.push(answer);
      return answer;
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Opened for each line, so that two of these may have the same file. */
  #write(key: string, answer: Answer): void {
    const file = new JsonlWriter(this.#path);
    try {
      file.append({ version: 1, key, answer });
    } finally {
      file.close();
    }
  }

  #keep(key: string, answer: Answer): void {
    this.#known.set(key, Promise.resolve(answer));
    this.#all.push(answer);
  }
}
