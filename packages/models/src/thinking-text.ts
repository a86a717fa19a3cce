import type { ThinkingTags } from '@roro/core';

/**
 * One text of an answer whose thinking a server may give apart (`reasoning_content`, `reasoning`): the thinking is put back
 * between its tags, so that an answer's text, its steps and the prefix of the next call are the same text.
 */
export class ThinkingText {
  readonly #tags: Pick<ThinkingTags, 'open' | 'close'>;
  #place: 'before' | 'inside' | 'after';
  /** What the chat template wrote at the beginning of the answer. */
  #opening: string;
  #hasReasoning = false;

  /**
   * @param prefix the answer so far; thinking that it has begun goes on without another tag
   * @param opening the opening tag where the chat template wrote it itself, with the blanks after it; else empty
   */
  constructor(tags: Pick<ThinkingTags, 'open' | 'close'>, prefix: string, opening: string) {
    this.#tags = tags;
    this.#opening = opening;
    const opened = prefix.lastIndexOf(tags.open);
    const closed = prefix.lastIndexOf(tags.close);
    this.#place = closed > opened ? 'after' : opened > closed ? 'inside' : 'before';
  }

  /** Text that the server called reasoning. After the thinking of the prefix has ended, it is the answer. */
  reasoning(delta: string): string {
    if (delta === '') return '';
    this.#opening = '';
    this.#hasReasoning = true;
    if (this.#place !== 'before') return delta;
    this.#place = 'inside';
    return this.#tags.open + delta;
  }

  /** Text that the server called content: the whole text where it splits nothing. */
  content(delta: string): string {
    if (delta === '') return '';
    const opening = this.#opening;
    this.#opening = '';
    if (!this.#hasReasoning || this.#place !== 'inside') return opening + delta;
    this.#place = 'after';
    return this.#tags.close + delta;
  }
}
