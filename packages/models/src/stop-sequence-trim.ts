/** Cuts the stop sequence off a text that comes in parts, for servers that keep it in the text. */
export class StopSequenceTrim {
  readonly #stopSequences: readonly string[];
  /** The end of the text, as far as it may belong to a stop sequence. */
  #held = '';

  constructor(stopSequences: readonly string[]) {
    this.#stopSequences = stopSequences;
  }

  /** The text that cannot belong to a stop sequence. */
  push(delta: string): string {
    const text = this.#held + delta;
    let start = text.length;
    for (const stop of this.#stopSequences) {
      for (let length = Math.min(stop.length, text.length); length > text.length - start; length--) {
        if (text.endsWith(stop.slice(0, length))) start = text.length - length;
      }
    }
    this.#held = text.slice(start);
    return text.slice(0, start);
  }

  /** What is left, without the stop sequence that it ends with if the server says that one ended it. */
  end(stopped: boolean): { rest: string; stopSequence?: string } {
    const held = this.#held;
    const stopSequence = stopped ? this.#stopSequences.find((stop) => held.endsWith(stop)) : undefined;
    if (stopSequence === undefined) return { rest: held };
    return { rest: held.slice(0, held.length - stopSequence.length), stopSequence };
  }
}
