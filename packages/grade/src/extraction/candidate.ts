/** A part of a text that may be its answer. */
export interface Candidate {
  text: string;
  /** Where it begins and ends in the text. */
  start: number;
  end: number;
  /** How it was found. `plain` is running text, where 1,5 can be a decimal. */
  kind: 'box' | 'formula' | 'plain';
}

/** The last one first; of those that end together the longest. */
export function lastFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.end - a.end || a.start - b.start);
}
