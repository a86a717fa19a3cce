import type { CriterionLevel } from '@roro/core';

/** Levels of a threshold; the id of each is its value. */
export function namedLevels(values: readonly number[], text: (value: number) => string): CriterionLevel[] {
  return values.map((value) => ({ id: String(value), value, text: text(value) }));
}

/** Mean entropies of a step, in nats, above which its writer counts as unsure. */
export const entropyLevels = [0.05, 0.15, 0.4] as const;
