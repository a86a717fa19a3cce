import { finalAnswer } from '../tasks/check.js';

/** How a text ended: before a stop sequence, or after the line that states the final answer. */
export type TextEnding = { kind: 'stop-sequence'; stopSequence: string } | { kind: 'answer' };

/** The text of an answer as it grows character by character; finds its end and what may be shown already. */
export class AnswerText {
  readonly #stopSequences: readonly string[];
  #text = '';
  /** The line being written, which may have begun in the prefix. */
  #line: string;
  #shown = 0;

  /** @param prefix the answer so far; stop sequences are looked for after it only */
  constructor(prefix: string, stopSequences: readonly string[]) {
    this.#line = prefix.slice(prefix.lastIndexOf('\n') + 1);
    // Of two that end at the same character the longer one began first.
    this.#stopSequences = [...stopSequences].sort((a, b) => b.length - a.length);
  }

  /** What was written after the prefix, without the stop sequence. */
  get text(): string {
    return this.#text;
  }

  push(character: string): TextEnding | undefined {
    this.#text += character;
    const stopSequence = this.#stopSequences.find((stop) => this.#text.endsWith(stop));
    if (stopSequence !== undefined) {
      this.#text = this.#text.slice(0, -stopSequence.length);
      return { kind: 'stop-sequence', stopSequence };
    }
    this.#line += character;
    if (character !== '\n') return undefined;
    const isAnswer = finalAnswer(this.#line) !== undefined;
    this.#line = '';
    return isAnswer ? { kind: 'answer' } : undefined;
  }

  /** New text that no stop sequence can take back; once the text has `ended`, all of the rest. */
  take(ended: boolean): string {
    const end = ended ? this.#text.length : this.#text.length - this.#heldBack();
    const delta = this.#text.slice(this.#shown, end);
    this.#shown += delta.length;
    return delta;
  }

  /** Length of the longest end of the text that begins a stop sequence. */
  #heldBack(): number {
    let longest = 0;
    for (const stop of this.#stopSequences) {
      for (let length = Math.min(stop.length - 1, this.#text.length); length > longest; length--) {
        if (this.#text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}

/** Does the last whole line of an answer state the final answer? */
export function isComplete(answer: string): boolean {
  if (!answer.endsWith('\n')) return false;
  return finalAnswer(answer.slice(answer.lastIndexOf('\n', answer.length - 2) + 1)) !== undefined;
}
