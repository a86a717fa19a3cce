import { setImmediate } from 'node:timers/promises';
import type { Random } from '@roro/core';

/** Lets waiting calls go on one at a time, in an order drawn from `random`, once nothing else can. */
export class ShuffledTurns {
  readonly #random: Random;
  readonly #waiting: (() => void)[] = [];
  #isServing = false;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (!this.#isServing) void this.#serve();
    return promise;
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    // Everything that can run without a turn runs first, so that the choice is among all that wait.
    await setImmediate();
    while (this.#waiting.length > 0) {
      const [resolve] = this.#waiting.splice(this.#random.integer(0, this.#waiting.length - 1), 1);
      resolve?.();
      await setImmediate();
    }
    this.#isServing = false;
  }
}
