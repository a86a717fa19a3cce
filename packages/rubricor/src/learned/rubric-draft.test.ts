import { type QueryView, rubricSchema } from '@roro/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { endAction, RubricDraft, rubricLength } from './rubric-draft.js';
import { draftFeatureCount, type RubricItems, rubricItems } from './rubric-items.js';

const queryOf = (prompt: string): QueryView => ({ id: 'q', prompt, benchmark: 'test', meta: {} });
const items = rubricItems(queryOf('a=12\nb=a*7\nc=b-5\nc?\n'), criterionBank);

function action(definition: string, level: string, of: RubricItems = items): number {
  const index = of.items.findIndex((item) => item.definition.id === definition && item.level.id === level);
  if (index < 0) throw new Error(`No item ${definition}:${level}.`);
  return index + 1;
}

function drafted(...chosen: [definition: string, level: string][]): RubricDraft {
  const draft = new RubricDraft(items);
  for (const [definition, level] of chosen) draft.take(action(definition, level));
  return draft;
}

describe('RubricDraft', () => {
  it('starts with every criterion and without the end', () => {
    const allowed = new RubricDraft(items).allowed();
    expect(allowed).toHaveLength(items.items.length + 1);
    expect(allowed[endAction]).toBe(false);
    expect(allowed.slice(1).every(Boolean)).toBe(true);
  });

  it('gives a line to the large model or to the small one', () => {
    const draft = drafted(['large-writes-line', '2']);
    const allowed = draft.allowed();
    expect(allowed[action('small-writes-line', '2')]).toBe(false);
    expect(allowed[action('large-writes-line', '2')]).toBe(false);
    expect(allowed[action('small-writes-line', '3')]).toBe(true);
    expect(allowed[action('large-writes-line', '3')]).toBe(true);
    expect(allowed[action('sure-hand-on-line', '2')]).toBe(true);
    expect(drafted(['small-writes-line', '1']).allowed()[action('large-writes-line', '1')]).toBe(false);
  });

  it('takes one level of a definition that is about no line', () => {
    const allowed = drafted(['small-opens', '1']).allowed();
    expect(allowed[action('small-opens', '1')]).toBe(false);
    expect(allowed[action('small-opens', '2')]).toBe(false);
    expect(allowed[action('small-closes', '2')]).toBe(true);
  });

  it('may end from three criteria on, and must at eight', () => {
    const draft = drafted(['large-writes-line', '1'], ['large-writes-line', '2']);
    expect(draft.allowed()[endAction]).toBe(false);
    draft.take(action('large-writes-line', '3'));
    expect(draft.allowed()[endAction]).toBe(true);
    expect(draft.ended).toBe(false);
    draft.take(endAction);
    expect(draft.ended).toBe(true);
    const long = drafted(
      ...['1', '2', '3', '4'].flatMap((line): [string, string][] => [
        ['large-writes-line', line],
        ['sure-hand-on-line', line],
      ]),
    );
    expect(long.ended).toBe(true);
    expect(long.rubric().criteria).toHaveLength(rubricLength.most);
  });

  it('does not use what validation has dropped', () => {
    const draft = new RubricDraft(items, ['small-opens', 'large-writes-line']);
    const allowed = draft.allowed();
    for (const [i, { definition }] of items.items.entries()) {
      expect(allowed[i + 1]).toBe(!['small-opens', 'large-writes-line'].includes(definition.id));
    }
    const nothing = new RubricDraft(
      items,
      criterionBank.map(({ id }) => id),
    );
    expect(nothing.ended).toBe(true);
  });

  it('writes the features of the draft (hand-computed)', () => {
    const draft = drafted(['large-writes-line', '2'], ['large-writes-line', '4'], ['small-opens', '1']);
    const features = (of: number): number[] => {
      const target = new Float32Array(draftFeatureCount + 2).fill(7);
      draft.write(of, target, 1);
      expect([target[0], target.at(-1)]).toEqual([7, 7]);
      return [...target.slice(1, -1)];
    };
    // Three criteria; two of them large-writes-line; one on line 2; two of four lines, both the large model's.
    expect(features(action('large-writes-line', '3'))).toEqual([3 / 8, 2 / 8, 0, 2 / 4, 2 / 4, 1]);
    expect(features(action('sure-hand-on-line', '2'))).toEqual([3 / 8, 0, 1 / 8, 2 / 4, 2 / 4, 1]);
    expect(features(action('small-opens', '2'))).toEqual([3 / 8, 1 / 8, 0, 2 / 4, 2 / 4, 1]);
    expect(features(endAction)).toEqual([3 / 8, 0, 0, 2 / 4, 2 / 4, 1]);
  });

  it('says which action there is none of', () => {
    expect(() => new RubricDraft(items).take(items.items.length + 1)).toThrow(
      `Expected an action of 0–${items.items.length}, got ${items.items.length + 1}.`,
    );
  });

  it('keeps its rules along any way through a query of any length (property)', () => {
    const lines = fc.array(fc.constantFrom('a=b+1', 'c=d*2', 'e=f%3', 'g?'), { maxLength: 14 });
    const choices = fc.array(fc.nat(1000), { minLength: rubricLength.most, maxLength: rubricLength.most });
    const dropped = fc.subarray(
      criterionBank.map(({ id }) => id),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lines, choices, dropped, (texts, numbers, ids) => {
        const of = rubricItems(queryOf(texts.join('\n')), criterionBank);
        const draft = new RubricDraft(of, ids);
        for (const number of numbers) {
          if (draft.ended) break;
          const open = draft.allowed().flatMap((allowed, i) => (allowed ? [i] : []));
          draft.take(open[number % open.length] as number);
        }
        expect(draft.ended).toBe(true);
        const rubric = rubricSchema.parse(draft.rubric());
        expect(rubric.criteria.length).toBeGreaterThanOrEqual(rubricLength.least);
        expect(rubric.criteria.length).toBeLessThanOrEqual(rubricLength.most);
        const sources = rubric.criteria.map(({ source }) => source ?? { definition: '', level: '' });
        for (const { definition } of sources) expect(ids).not.toContain(definition);
        const writers = sources
          .filter(({ definition }) => /^(large|small)-writes-line$/.test(definition))
          .map(({ level }) => level);
        expect(new Set(writers).size).toBe(writers.length);
        const general = sources
          .map(({ definition }) => definition)
          .filter((definition) => !definition.endsWith('-line'));
        expect(new Set(general).size).toBe(general.length);
      }),
    );
  });
});
