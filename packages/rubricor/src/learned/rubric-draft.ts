import type { Rubric } from '@roro/core';
import { draftFeatureCount, type RubricItem, type RubricItems, renderCriterion } from './rubric-items.js';

/** Criteria of a rubric, both included. */
export const rubricLength = { least: 3, most: 8 } as const;

/** The action that ends a rubric. */
export const endAction = 0;

/**
 * A rubric that is being written, criterion by criterion. It takes one level of a definition, or one a line; a line is
 * never both the large model's and the small one's.
 */
export class RubricDraft {
  readonly #items: RubricItems;
  readonly #dropped: ReadonlySet<string>;
  readonly #chosen: RubricItem[] = [];
  /** Lines that some criterion could be about, and those that one is about. */
  readonly #lines: number;
  readonly #covered = new Set<number>();
  #largeLines = 0;
  #ended = false;

  /** @param dropped ids of definitions that are not to be used */
  constructor(items: RubricItems, dropped: readonly string[] = []) {
    this.#items = items;
    this.#dropped = new Set(dropped);
    this.#lines = new Set(items.items.flatMap(({ level }) => level.segment ?? [])).size;
  }

  get chosen(): readonly RubricItem[] {
    return this.#chosen;
  }

  /** Whether nothing can be added: ended, at its longest, or out of items. */
  get ended(): boolean {
    return this.#ended || this.#chosen.length >= rubricLength.most || !this.allowed().some(Boolean);
  }

  /** One entry an action; the end is allowed from the least length on. */
  allowed(): boolean[] {
    return [
      this.#chosen.length >= rubricLength.least,
      ...this.#items.items.map(
        (item) =>
          !this.#dropped.has(item.definition.id) && !this.#chosen.some((chosen) => excludes(chosen, item)),
      ),
    ];
  }

  take(action: number): void {
    const item = this.#items.items[action - 1];
    if (action === endAction) this.#ended = true;
    else if (item !== undefined) this.#add(item);
    else throw new RangeError(`Expected an action of 0–${this.#items.items.length}, got ${action}.`);
  }

  #add(item: RubricItem): void {
    this.#chosen.push(item);
    if (item.level.segment !== undefined) this.#covered.add(item.level.segment);
    if (item.definition.id === 'large-writes-line') this.#largeLines += 1;
  }

  /**
   * Features of an action given what was chosen: criteria so far (share of the most), of the same definition, on the
   * same line; share of the lines that have a criterion; share that the large model must write; whether the end is
   * allowed.
   *
   * @param target `draftFeatureCount` values from `at` on, all overwritten
   */
  write(action: number, target: Float32Array, at: number): void {
    const item = this.#items.items[action - 1];
    const chosen = this.#chosen;
    const values = [
      chosen.length / rubricLength.most,
      chosen.filter(({ definition }) => definition === item?.definition).length / rubricLength.most,
      item?.level.segment === undefined
        ? 0
        : chosen.filter(({ level }) => level.segment === item.level.segment).length / rubricLength.most,
      this.#covered.size / Math.max(1, this.#lines),
      this.#largeLines / Math.max(1, this.#lines),
      chosen.length >= rubricLength.least ? 1 : 0,
    ];
    for (let i = 0; i < draftFeatureCount; i++) target[at + i] = values[i] as number;
  }

  rubric(): Rubric {
    return { version: 1, queryId: this.#items.query.id, criteria: this.#chosen.map(renderCriterion) };
  }
}

function excludes(chosen: RubricItem, item: RubricItem): boolean {
  if (chosen.level.segment === undefined || item.level.segment === undefined) {
    return chosen.definition === item.definition;
  }
  if (chosen.level.segment !== item.level.segment) return false;
  const rules = [chosen.definition.id, item.definition.id];
  return (
    chosen.definition === item.definition ||
    (rules.includes('large-writes-line') && rules.includes('small-writes-line'))
  );
}
