import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preferencePairSchema } from './preference.js';
import { type PairCandidate, preferencePairs } from './preference-pairs.js';

function candidate(id: string, overrides: Partial<PairCandidate> = {}): PairCandidate {
  return {
    id,
    queryId: 'q',
    correct: true,
    costShare: 0.5,
    quality: undefined,
    fingerprint: id,
    ...overrides,
  };
}

/** Reason, chosen, rejected, margin. */
const short = (candidates: PairCandidate[], options?: Parameters<typeof preferencePairs>[1]) =>
  preferencePairs(candidates, options).map(({ reason, chosen, rejected, margin }) => [
    reason,
    chosen,
    rejected,
    Number(margin.toFixed(9)),
  ]);

describe('preferencePairs', () => {
  it('prefers correct to wrong, whatever cost and quality say', () => {
    const wrong = candidate('wrong', { correct: false, costShare: 0.1, quality: 1 });
    const right = candidate('right', { costShare: 1, quality: 0 });
    expect(short([wrong, right])).toEqual([['outcome', 'right', 'wrong', 1]]);
    expect(short([right, wrong])).toEqual([['outcome', 'right', 'wrong', 1]]);
  });

  it('then cheaper by the margin, both correct, whatever quality says', () => {
    const cheap = candidate('cheap', { costShare: 0.25, quality: 0 });
    const dear = candidate('dear', { costShare: 0.5, quality: 1 });
    expect(short([dear, cheap])).toEqual([['cost', 'cheap', 'dear', 0.25]]);
    expect(short([dear, cheap], { costMargin: 0.25 })).toEqual([['cost', 'cheap', 'dear', 0.25]]);
    // Not by the margin, and not alike either: 0.25 > 0.2 · 0.5.
    expect(short([dear, cheap], { costMargin: 0.3 })).toEqual([]);
    const wrong = { correct: false };
    expect(short([candidate('a', { ...dear, ...wrong }), candidate('b', { ...cheap, ...wrong })])).toEqual(
      [],
    );
  });

  it('then better process, outcome and cost alike', () => {
    const good = candidate('good', { quality: 0.9, costShare: 0.55 });
    const poor = candidate('poor', { quality: 0.5 });
    expect(short([poor, good])).toEqual([['process', 'good', 'poor', 0.4]]);
    expect(short([poor, good], { processMargin: 0.5 })).toEqual([]);
    // 0.05 > 0.05 · 0.55.
    expect(short([poor, good], { costTolerance: 0.05 })).toEqual([]);
    const wrong = { correct: false };
    expect(short([candidate('poor', { ...poor, ...wrong }), { ...good, ...wrong }])).toEqual([
      ['process', 'good', 'poor', 0.4],
    ]);
    expect(short([candidate('a', { quality: 0.25 }), candidate('b', { quality: 0.5 })])).toEqual([
      ['process', 'b', 'a', 0.25],
    ]);
  });

  it('says nothing about the process where a quality is unknown', () => {
    expect(short([candidate('a', { quality: 1 }), candidate('b')])).toEqual([]);
    expect(short([candidate('a'), candidate('b')])).toEqual([]);
  });

  it('keeps one of the candidates that a judge could not tell apart', () => {
    const wrong = candidate('wrong', { correct: false });
    const twice = [candidate('first', { fingerprint: 'same' }), candidate('second', { fingerprint: 'same' })];
    expect(short([...twice, wrong])).toEqual([['outcome', 'first', 'wrong', 1]]);
    const elsewhere = candidate('other', { fingerprint: 'wrong', queryId: 'q2' });
    expect(short([...twice, wrong, elsewhere])).toEqual([['outcome', 'first', 'wrong', 1]]);
  });

  it('never pairs two queries, and goes through them in their order', () => {
    const pairs = preferencePairs(
      ['z', 'a'].flatMap((queryId) => [
        candidate(`${queryId}-right`, { queryId }),
        candidate(`${queryId}-wrong`, { queryId, correct: false }),
      ]),
    );
    expect(pairs.map(({ chosen, rejected }) => [chosen, rejected])).toEqual([
      ['z-right', 'z-wrong'],
      ['a-right', 'a-wrong'],
    ]);
  });

  it('keeps so many of a query and reason, others with another seed', () => {
    const candidates = [
      ...Array.from({ length: 5 }, (_, i) => candidate(`right-${i}`, { costShare: 0.2 * (i + 1) })),
      ...Array.from({ length: 5 }, (_, i) => candidate(`wrong-${i}`, { correct: false })),
    ];
    const count = (reason: string, perReason?: number) =>
      preferencePairs(candidates, perReason === undefined ? {} : { perReason }).filter(
        (pair) => pair.reason === reason,
      ).length;
    expect([count('outcome'), count('cost')]).toEqual([4, 4]);
    expect([count('outcome', 2), count('cost', 2)]).toEqual([2, 2]);
    expect([count('outcome', 99), count('cost', 99)]).toEqual([25, 10]);
    const kept = [0, 1, 2, 3].map((seed) => JSON.stringify(preferencePairs(candidates, { seed })));
    expect(new Set(kept).size).toBe(4);
  });

  it('gives valid pairs of one query, none twice, the same under one seed (property)', () => {
    const candidates = fc.array(
      fc.record({
        queryId: fc.constantFrom('a', 'b', 'c'),
        correct: fc.boolean(),
        costShare: fc.double({ min: 0, max: 1.5, noNaN: true }),
        quality: fc.option(fc.double({ min: -0.6, max: 1, noNaN: true }), { nil: undefined }),
        fingerprint: fc.constantFrom('1', '2', '3', '4', '5', '6', '7'),
      }),
      { maxLength: 20 },
    );
    const options = fc.record({ perReason: fc.integer({ min: 0, max: 5 }), seed: fc.nat(100) });
    fc.assert(
      fc.property(candidates, options, (drawn, settings) => {
        const all = drawn.map((fields, i): PairCandidate => ({ id: `t${i}`, ...fields }));
        const byId = new Map(all.map((entry) => [entry.id, entry]));
        const pairs = preferencePairs(all, settings);
        expect(preferencePairs(all, settings)).toEqual(pairs);
        const keys = pairs.map(({ chosen, rejected }) => [chosen, rejected].sort().join());
        expect(new Set(keys).size).toBe(keys.length);
        for (const pair of pairs) {
          expect(preferencePairSchema.parse(pair)).toEqual(pair);
          const [chosen, rejected] = [byId.get(pair.chosen), byId.get(pair.rejected)];
          if (chosen === undefined || rejected === undefined) throw new Error('A pair names a stranger.');
          expect([chosen.queryId, rejected.queryId]).toEqual([pair.queryId, pair.queryId]);
          expect(chosen.fingerprint).not.toBe(rejected.fingerprint);
          if (pair.reason === 'outcome') expect([chosen.correct, rejected.correct]).toEqual([true, false]);
          if (pair.reason === 'cost') expect(chosen.costShare).toBeLessThan(rejected.costShare);
          if (pair.reason === 'process') {
            expect(chosen.quality as number).toBeGreaterThan(rejected.quality as number);
            expect(chosen.correct).toBe(rejected.correct);
          }
        }
      }),
    );
  });
});
