import { StopSequenceTrim } from './stop-sequence-trim.js';
import type { ThinkingText } from './thinking-text.js';

/** The text of an answer as its parts come: thinking in its tags, and no stop sequence at the end. */
export class AnswerText {
  readonly #thinking: ThinkingText;
  readonly #trim: StopSequenceTrim;
  #text = '';

  /** @param keptStops stop sequences that the server leaves in the text */
  constructor(thinking: ThinkingText, keptStops: readonly string[]) {
    this.#thinking = thinking;
    this.#trim = new StopSequenceTrim(keptStops);
  }

  /** All that was given out so far. */
  get text(): string {
    return this.#text;
  }

  reasoning(delta: string): string {
    return this.#give(this.#trim.push(this.#thinking.reasoning(delta)));
  }

  content(delta: string): string {
    return this.#give(this.#trim.push(this.#thinking.content(delta)));
  }

  /** @param stopped a stop sequence ended the text */
  end(stopped: boolean): { rest: string; stopSequence?: string } {
    const end = this.#trim.end(stopped);
    this.#give(end.rest);
    return end;
  }

  #give(delta: string): string {
    this.#text += delta;
    return delta;
  }
}
