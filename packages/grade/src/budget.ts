/** The work that one grading may take is used up, or a number or a nesting is too large to be held. */
export class LimitError extends Error {}

/**
 * What one grading may still spend. Every loop that the text controls pays for its turns, so that a grading ends by
 * counting, not by the clock: the same pair always ends in the same way, on any machine.
 *
 * One unit is about a microsecond of a desktop machine.
 */
export class Budget {
  #left: number;

  /** @param units work allowed, > 0 */
  constructor(units: number) {
    this.#left = units;
  }

  /** @throws {LimitError} when less than `units` is left */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new LimitError('it takes more work than a grading may');
  }
}
