import {
  createPool,
  type PreferencePair,
  preferencePairSchema,
  type Split,
  ValidationError,
} from '@roro/core';
import { MockModel, sketchTrajectory } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { pairSplit, referenceCosts, viewPairs } from './pairs.js';
import { lineWorld } from './test/line-world.js';

const { setting } = lineWorld(1, { small: () => [] });

const pairOf = (queryId: string, chosen: string, rejected: string): PreferencePair =>
  preferencePairSchema.parse({ version: 1, queryId, chosen, rejected, reason: 'cost', margin: 0.5 });

const ids = Array.from({ length: 4000 }, (_, i) => `sums-train-1-${i}`);

describe('pairSplit', () => {
  it('gives 70, 15 and 15 % of the queries to train, validation and test', () => {
    const counts: Record<Split, number> = { train: 0, validation: 0, test: 0 };
    for (const id of ids) counts[pairSplit(id)] += 1;
    // Four standard deviations of a binomial of 4000.
    expect(Math.abs(counts.train / 4000 - 0.7)).toBeLessThan(0.03);
    expect(Math.abs(counts.validation / 4000 - 0.15)).toBeLessThan(0.023);
    expect(Math.abs(counts.test / 4000 - 0.15)).toBeLessThan(0.023);
  });

  it('depends on the id alone', () => {
    expect(ids.toReversed().map(pairSplit).toReversed()).toEqual(ids.map(pairSplit));
  });
});

describe('viewPairs', () => {
  it('joins pairs with the views of their trajectories and splits them by query, never by pair', () => {
    const queries = ids.slice(0, 60);
    const trajectories = queries.flatMap((queryId) =>
      ['s@1', 'L@1', 's@1 L@2'].map((notation) =>
        sketchTrajectory(notation, { id: `${queryId} ${notation}`, queryId, correct: true }),
      ),
    );
    const pairs = queries.flatMap((id) => [
      pairOf(id, `${id} s@1`, `${id} L@1`),
      pairOf(id, `${id} s@1`, `${id} s@1 L@2`),
      pairOf(id, `${id} s@1 L@2`, `${id} L@1`),
    ]);
    const splits = viewPairs(pairs, trajectories, setting);
    for (const split of ['train', 'validation', 'test'] as const) {
      const own = splits[split];
      const expected = queries.filter((id) => pairSplit(id) === split);
      expect(expected.length).toBeGreaterThan(0);
      // All three pairs of a query, in the order of the pairs.
      expect(own.map(({ pair }) => pair)).toEqual(pairs.filter(({ queryId }) => expected.includes(queryId)));
      for (const { pair, chosen, rejected } of own) {
        expect([chosen.id, rejected.id]).toEqual([pair.chosen, pair.rejected]);
        expect([chosen.query.id, rejected.query.id]).toEqual([pair.queryId, pair.queryId]);
        expect(chosen.models.map(({ id }) => id)).toEqual(['small', 'large']);
      }
    }
  });

  it('shows a judge neither the gold answer nor a verdict, and makes one view a trajectory', () => {
    const trajectories = ['s@1', 'L@1', 's@1 L@2'].map((notation) =>
      sketchTrajectory(notation, { queryId: 'q', correct: true, answer: 'secret-42' }),
    );
    const splits = viewPairs(
      [pairOf('q', 's@1', 'L@1'), pairOf('q', 's@1', 's@1 L@2')],
      trajectories,
      setting,
    );
    const [first, second] = Object.values(splits).flat();
    expect(JSON.stringify([first?.chosen, first?.rejected])).not.toMatch(/secret-42|"correct"/);
    expect(second?.chosen).toBe(first?.chosen);
  });

  it('names the trajectory and the query of a pair that has lost one', () => {
    const trajectories = [sketchTrajectory('s@1', { queryId: 'q7' })];
    const view = () => viewPairs([pairOf('q7', 's@1', 'lost-one')], trajectories, setting);
    expect(view).toThrow(ValidationError);
    expect(view).toThrow(/query "q7" names trajectory "lost-one".*among the 1 .*pair file/);
    expect(viewPairs([], [], setting)).toEqual({ train: [], validation: [], test: [] });
  });
});

describe('referenceCosts', () => {
  it('is the mean over what the dearest model wrote alone and did not fail', () => {
    const model = (id: string, parameters: number) => ({ id, parameters, model: new MockModel(id, []) });
    const cost = (flops: number) => ({ cost: { flops, seconds: 0, tokens: {} } });
    const of = (notation: string, queryId: string, flops: number) => ({
      ...sketchTrajectory(notation, { queryId }),
      ...cost(flops),
    });
    const references = referenceCosts(
      [
        of('L@1', 'a', 10),
        of('L@1 L@2', 'a', 30),
        of('s@1 L@2', 'a', 500),
        of('s@1', 'b', 500),
        { ...of('L@1', 'a', 500), finish: 'failed' },
        of('', 'b', 0),
      ],
      createPool('p', [model('small', 1), model('large', 10)]),
    );
    expect(references).toEqual(new Map([['a', 20]]));
  });
});
