import type { Criterion } from '@roro/core';

/**
 * The format gate of a rubric: 3–8 criteria, kebab-case ids without duplicates, texts that begin "The routing " and
 * go on.
 *
 * @param worded the model worded the criteria; false: it chose them, and their ids are the bank's
 * @returns what is wrong, or undefined
 */
export function rubricProblem(
  criteria: readonly Pick<Criterion, 'id' | 'text'>[],
  worded = true,
): string | undefined {
  if (criteria.length < 3 || criteria.length > 8) {
    return `Expected 3 to 8 criteria, got ${criteria.length}.`;
  }
  const ids = new Set<string>();
  for (const { id, text } of criteria) {
    if (worded && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
      return `Expected a kebab-case id, got ${JSON.stringify(id)}.`;
    if (ids.has(id)) return `Expected unique ids, got "${id}" twice.`;
    ids.add(id);
    if (!/^The routing \S/.test(text)) {
      return `Expected the text of criterion "${id}" to begin "The routing ", got ${JSON.stringify(text.slice(0, 80))}.`;
    }
  }
  return undefined;
}
