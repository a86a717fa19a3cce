import { describe, expect, it } from 'vitest';
import {
  judgementSchema,
  preferencePairSchema,
  rubricRecordSchema,
  rubricSchema,
  verdictSchema,
} from './preference.js';

const criterion = {
  id: 'a',
  text: 'The routing escalates in time.',
  weight: 1,
  kind: 'principle',
  scope: 'step',
} as const;
const rubric = { version: 1, queryId: 'q', criteria: [criterion, { ...criterion, id: 'b' }] };
const writer = { id: 'w', version: '1' };

describe('rubricSchema', () => {
  const withCriterion = (changes: object) =>
    rubricSchema.safeParse({ ...rubric, criteria: [{ ...criterion, ...changes }] }).success;

  it('takes a rubric, from a bank or in free text', () => {
    expect(rubricSchema.parse(rubric)).toEqual(rubric);
    expect(withCriterion({ source: { definition: 'large-writes-line', level: '2' } })).toBe(true);
    expect(withCriterion({ kind: 'hard-rule', scope: 'trajectory', weight: 0.25 })).toBe(true);
  });

  it('refuses a weight that is not positive, another beginning, and what it does not know', () => {
    for (const weight of [0, -1, Number.NaN, '1']) expect(withCriterion({ weight })).toBe(false);
    for (const text of ['', 'Escalates.', 'the routing escalates.', 'The routing', ' The routing is.']) {
      expect(withCriterion({ text }), text).toBe(false);
    }
    expect(withCriterion({ id: '' })).toBe(false);
    expect(withCriterion({ kind: 'rule' })).toBe(false);
    expect(withCriterion({ scope: 'token' })).toBe(false);
    expect(withCriterion({ source: { definition: 'x', level: '' } })).toBe(false);
  });

  it('refuses ids that occur twice, and no criteria', () => {
    const twice = rubricSchema.safeParse({ ...rubric, criteria: [criterion, criterion] });
    expect(twice.error?.issues[0]?.message).toMatch(/ids must be unique/);
    expect(rubricSchema.safeParse({ ...rubric, criteria: [] }).success).toBe(false);
  });
});

describe('rubricRecordSchema', () => {
  it('has exactly one of rubric and failure', () => {
    const record = { version: 1, queryId: 'q', rubricor: writer, usage: [] };
    const fits = (changes: object) => rubricRecordSchema.safeParse({ ...record, ...changes }).success;
    expect(fits({ rubric })).toBe(true);
    expect(fits({ failure: 'unreadable' })).toBe(true);
    expect(fits({})).toBe(false);
    expect(fits({ rubric, failure: 'unreadable' })).toBe(false);
    expect(rubricRecordSchema.safeParse(record).error?.issues[0]?.message).toMatch(/exactly one/);
  });
});

describe('judgementSchema', () => {
  const judgement = { version: 1, trajectoryId: 't', judge: writer, criteria: [], usage: [] };
  const fits = (changes: object) => judgementSchema.safeParse({ ...judgement, ...changes }).success;

  it('has exactly one of score and failure', () => {
    expect(fits({ score: 0 })).toBe(true);
    expect(fits({ failure: 'unreadable' })).toBe(true);
    expect(fits({})).toBe(false);
    expect(fits({ score: 0.5, failure: 'unreadable' })).toBe(false);
  });

  it('has a score in [−1, 1] and probabilities in [0, 1]', () => {
    for (const score of [-1, 1]) expect(fits({ score })).toBe(true);
    for (const score of [-1.01, 1.01, Number.NaN]) expect(fits({ score })).toBe(false);
    const verdict = { id: 'a', probability: 0.5, evidence: '' };
    expect(verdictSchema.parse({ ...verdict, perStep: [] })).toEqual({ ...verdict, perStep: [] });
    for (const wrong of [
      { probability: 1.1 },
      { probability: -0.1 },
      { perStep: [{ index: -1, probability: 0.5 }] },
      { perStep: [{ index: 0, probability: 2 }] },
    ]) {
      expect(verdictSchema.safeParse({ ...verdict, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    }
  });
});

it('a pair has a reason and a margin that is not negative', () => {
  const pair = { version: 1, queryId: 'q', chosen: 'a', rejected: 'b', reason: 'cost', margin: 0.2 };
  expect(preferencePairSchema.parse(pair)).toEqual(pair);
  expect(preferencePairSchema.safeParse({ ...pair, reason: 'taste' }).success).toBe(false);
  expect(preferencePairSchema.safeParse({ ...pair, margin: -0.1 }).success).toBe(false);
});
