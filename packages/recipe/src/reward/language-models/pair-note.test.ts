import type { Judgement, Rubric } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { expect, it } from 'vitest';
import type { JudgedPair } from './judged-pair.js';
import { pairNote } from './pair-note.js';

const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: [{ id: 'a', text: 'The routing does a.', weight: 3, kind: 'hard-rule', scope: 'step' }],
};
const judgement = (trajectoryId: string, probability: number): Judgement => ({
  version: 1,
  trajectoryId,
  judge: { id: 'j', version: '1' },
  criteria: [{ id: 'a', probability, evidence: '' }],
  score: 2 * probability - 1,
  usage: [],
});
const judged = (overrides: Partial<JudgedPair> = {}): JudgedPair => ({
  pair: { version: 1, queryId: 'sketch', chosen: 'c', rejected: 'r', reason: 'cost', margin: 1 },
  chosen: sketchView('s@1 L@2', { id: 'c' }),
  rejected: sketchView('L@1 L@2', { id: 'r' }),
  rubric,
  judgements: { chosen: judgement('c', 0.25), rejected: judgement('r', 0.75) },
  right: false,
  ...overrides,
});

it('tells which side is better and why, both answers, and the verdicts', () => {
  const note = pairNote('judge', judged());
  expect(note).toMatch(
    /^Two answers .*The first answer is better: both led to the right result, and the first cost less\./,
  );
  expect(note).toContain('<step number="1" model="small"');
  expect(note.match(/aa=12\nbb=7\*3\n/g)).toHaveLength(1);
  expect(note).toContain('- The routing does a. (weight 3): 0.25, 0.75\nScores: -0.50 and 0.50.');
  expect(pairNote('rubricor', judged())).toMatch(/^By the instructions this rubric was written/);
});

it('says so where there is no score or no rubric', () => {
  const failed: Judgement = {
    version: 1,
    trajectoryId: 'c',
    judge: { id: 'j', version: '1' },
    criteria: [],
    failure: 'unreadable',
    usage: [],
  };
  const note = pairNote('judge', judged({ judgements: { chosen: failed, rejected: judgement('r', 0.5) } }));
  expect(note).toContain('(weight 3): none, 0.50\nScores: none (unreadable) and 0.00.');
  expect(pairNote('rubricor', judged({ rubric: undefined, judgements: undefined }))).toMatch(
    /There is no rubric/,
  );
});

it('cuts the middle out of long answers', () => {
  const long = judged();
  const steps = long.chosen.steps.map((step) => ({ ...step, text: 'x'.repeat(20_000) }));
  const note = pairNote('judge', { ...long, chosen: { ...long.chosen, steps } });
  expect(note.length).toBeLessThan(8000);
  expect(note).toMatch(/\(\d+ characters left out\)/);
  expect(note).toContain('End of the trajectory: answered.');
});
