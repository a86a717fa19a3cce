import type { StepView, TrajectoryView } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { attemptNotes } from './attempt-notes.js';

const query = { id: 'q', prompt: 'unused', benchmark: 'test', meta: {} };

/** The sketch with a draft rejected at every step; those on the given steps are what was written after all. */
function overDrafts(notation: string, alike: readonly number[]): TrajectoryView {
  const view = sketchView(notation);
  const steps = view.steps.map(
    (step, index): StepView => ({
      ...step,
      rejectedDraft: { model: 'small', text: alike.includes(index) ? step.text : 'other\n' },
    }),
  );
  return { ...view, steps };
}

const values = (notes: Float32Array): number[] => [...notes].map((value) => Math.round(1e6 * value) / 1e6);

describe('attemptNotes', () => {
  it('counts drafts that were not repeated, and averages doubts, by segment and on the whole (hand-computed)', () => {
    const attempts = [
      sketchView('s0.2@1 s0.6@2'),
      overDrafts('L0.1@1 L0.3@2 L0.5@2', [0]),
      overDrafts('L0.1@1 L0.1@2', [0, 1]),
    ];
    const { segments, whole } = attemptNotes({ ...query, attempts }, 6);
    expect(segments).toHaveLength(6);
    // Line 1: two drafts, both repeated. Line 2: three drafts, two of them replaced.
    expect(values(segments[0] as Float32Array)).toEqual([1, 1, 0, 0.2, 0.1]);
    expect(values(segments[1] as Float32Array)).toEqual([1, 1, 0.666667, 0.6, 0.3]);
    expect(values(segments[2] as Float32Array)).toEqual([1, 0, 0, 0, 0]);
    // Five drafts, two replaced; (0.2 + 0.6) / 2; (0.1 + 0.3 + 0.5 + 0.1 + 0.1) / 5.
    expect(values(whole)).toEqual([1, 1, 0.4, 0.4, 0.22]);
  });

  it('is all zeros where nobody has answered yet', () => {
    for (const studied of [query, { ...query, attempts: [] }]) {
      const { segments, whole } = attemptNotes(studied, 2);
      for (const note of [...segments, whole]) expect(values(note)).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it('does not change with the outcome of an attempt, which no view holds', () => {
    const wrong = sketchView('s0.2@1', { correct: false, answer: '1', finalAnswer: '2' });
    const right = sketchView('s0.2@1', { correct: true, answer: '2', finalAnswer: '2' });
    expect(attemptNotes({ ...query, attempts: [wrong] }, 1)).toEqual(
      attemptNotes({ ...query, attempts: [right] }, 1),
    );
  });
});
