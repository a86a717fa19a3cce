import type { CriterionDefinition, Rubric } from '@roro/core';
import { type RubricItem, type RubricItems, renderCriterion } from './rubric-items.js';

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
  /** Chosen criteria of a definition, and about a line. */
  readonly #ofDefinition = new Map<CriterionDefinition, number>();
  readonly #ofLine = new Map<number, number>();
  /** Lines that some criterion could be about. */
  readonly #lines: number;
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
    const { definition, level } = item;
    this.#chosen.push(item);
    this.#ofDefinition.set(definition, (this.#ofDefinition.get(definition) ?? 0) + 1);
    if (level.segment !== undefined) {
      this.#ofLine.set(level.segment, (this.#ofLine.get(level.segment) ?? 0) + 1);
    }
    if (definition.id === 'large-writes-line') this.#largeLines += 1;
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
    const chosen = this.#chosen.length;
    const ofDefinition = item === undefined ? 0 : (this.#ofDefinition.get(item.definition) ?? 0);
    const segment = item?.level.segment;
    const ofLine = segment === undefined ? 0 : (this.#ofLine.get(segment) ?? 0);
    const lines = Math.max(1, this.#lines);
    target[at] = chosen / rubricLength.most;
    target[at + 1] = ofDefinition / rubricLength.most;
    target[at + 2] = ofLine / rubricLength.most;
    target[at + 3] = this.#ofLine.size / lines;
    target[at + 4] = this.#largeLines / lines;
    target[at + 5] = chosen >= rubricLength.least ? 1 : 0;
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
