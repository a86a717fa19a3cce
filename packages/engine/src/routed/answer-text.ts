import type { AnswerFormat } from '@roro/core';
import { splitThinking } from '../thinking.js';

/** A piece of an answer as an application sees it. */
export interface AnswerPiece {
  type: 'reasoning' | 'text';
  text: string;
}

/**
 * Turns kept steps into what an application sees: thinking and answer apart, without tags, and nothing from the first stop
 * sequence on. What might still turn out to be a tag or a stop sequence is held back until the next step.
 */
export class AnswerText {
  readonly #format: AnswerFormat;
  readonly #stopSequences: readonly string[];
  readonly #emit: (piece: AnswerPiece) => void;
  #text = '';
  #shown = { reasoning: 0, text: 0 };

  constructor(format: AnswerFormat, stopSequences: readonly string[], emit: (piece: AnswerPiece) => void) {
    this.#format = format;
    this.#stopSequences = stopSequences;
    this.#emit = emit;
  }

  add(stepText: string): void {
    this.#text += stepText;
    this.#show(false);
  }

  /** Shows what was held back. */
  end(): void {
    this.#show(true);
  }

  #show(isEnd: boolean): void {
    const { thinking: tags } = this.#format;
    const { thinking, answer } = splitThinking(this.#text, this.#format);
    if (!isEnd && tags !== undefined && tags.open.startsWith(this.#text.trimStart())) return;
    const heldTag =
      isEnd || answer !== undefined || tags === undefined ? 0 : unfinished(thinking, [tags.close]);
    this.#showUpTo('reasoning', thinking, thinking.length - heldTag);
    if (answer === undefined) return;
    const stop = firstStop(answer, this.#stopSequences);
    const held = isEnd ? 0 : unfinished(answer, this.#stopSequences);
    this.#showUpTo('text', answer, stop ?? answer.length - held);
  }

  #showUpTo(type: AnswerPiece['type'], text: string, end: number): void {
    const shown = this.#shown[type];
    if (end <= shown) return;
    this.#shown[type] = end;
    this.#emit({ type, text: text.slice(shown, end) });
  }
}

/** Where the first stop sequence begins; undefined where there is none. */
export function firstStop(text: string, stopSequences: readonly string[]): number | undefined {
  const found = stopSequences.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Length of the longest end of a text that may be the beginning of one of the marks. */
function unfinished(text: string, marks: readonly string[]): number {
  const longest = Math.max(0, ...marks.map((mark) => mark.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (marks.some((mark) => mark.length > length && mark.startsWith(end))) return length;
  }
  return 0;
}
