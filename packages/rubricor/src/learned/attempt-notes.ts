import { type RubricQuery, trajectoryEvidence } from '@roro/core';

/** Values of one note. */
export const attemptFeatureCount = 5;

/** What attempts at a query show, at each of its segments and on the whole: `attemptFeatureCount` values each. */
export interface AttemptNotes {
  segments: readonly Float32Array[];
  whole: Float32Array;
}

/** What was seen at a segment, or on the whole. */
interface Seen {
  drafts: number;
  replaced: number;
  doubts: number[];
  doubtsOfDearest: number[];
}

/**
 * Where the answers that models gave to a query part. A note: is there an attempt; are there rejected drafts; the share
 * of them that the writer did not repeat, range [0, 1]; mean entropy in nats of the cheapest model's steps, and of the
 * dearest one's. Zeros where there is none.
 */
export function attemptNotes({ attempts = [] }: RubricQuery, segments: number): AttemptNotes {
  const empty = (): Seen => ({ drafts: 0, replaced: 0, doubts: [], doubtsOfDearest: [] });
  const seen = Array.from({ length: segments }, empty);
  const whole = empty();
  for (const attempt of attempts) {
    for (const step of trajectoryEvidence(attempt).steps) {
      for (const at of [seen[step.segment], whole]) {
        if (at === undefined) continue;
        if (step.replaced !== undefined) at.drafts += 1;
        if (step.replaced === true) at.replaced += 1;
        if (step.meanEntropy === undefined) continue;
        if (step.byCheapest) at.doubts.push(step.meanEntropy);
        if (step.byDearest) at.doubtsOfDearest.push(step.meanEntropy);
      }
    }
  }
  const noteOf = ({ drafts, replaced, doubts, doubtsOfDearest }: Seen): Float32Array =>
    Float32Array.of(
      attempts.length === 0 ? 0 : 1,
      drafts === 0 ? 0 : 1,
      drafts === 0 ? 0 : replaced / drafts,
      mean(doubts),
      mean(doubtsOfDearest),
    );
  return { segments: seen.map(noteOf), whole: noteOf(whole) };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
