import { describe, expect, it } from 'vitest';
import type { RoutingTree, TreeStep } from './routing-tree.js';
import { oracleOptions, policyValue, soloPath } from './tree-values.js';

const step = (text: string, cost: number, final?: boolean): TreeStep => ({
  text,
  tokens: 1,
  cost,
  statistics: undefined,
  correct: true,
  kind: 'add',
  ...(final === undefined ? {} : { final }),
});

/** Two steps; the small model (cost 1) is wrong at the second one after "a", the large (cost 10) is right. */
const tree: RoutingTree = new Map([
  ['', [step('a', 1), step('a', 10)]],
  ['a', [step('x', 1, false), step('y', 10, true)]],
]);

describe('routing tree', () => {
  it('values policies exactly (hand-computed)', () => {
    expect(policyValue(tree, () => [1, 0])).toEqual({ accuracy: 0, cost: 2 });
    expect(policyValue(tree, () => [0, 1])).toEqual({ accuracy: 1, cost: 20 });
    expect(policyValue(tree, () => [0.5, 0.5])).toEqual({ accuracy: 0.5, cost: 11 });
    expect(policyValue(tree, (prefix) => (prefix === 'a' ? [0, 1] : [1, 0]))).toEqual({
      accuracy: 1,
      cost: 11,
    });
  });

  it('finds the cheapest right answer', () => {
    const [small, large] = [0, 1].map((model) => ({ model, tokens: 1 }));
    expect(oracleOptions(tree)).toEqual([
      { accuracy: 0, cost: 2, path: [small, small] },
      { accuracy: 1, cost: 11, path: [small, large] },
    ]);
    expect(oracleOptions(new Map([['', [step('x', 3, false)]]]))).toEqual([
      { accuracy: 0, cost: 3, path: [small] },
    ]);
  });

  it('follows one model alone', () => {
    expect(soloPath(tree, 0).map(({ text }) => text)).toEqual(['a', 'x']);
    expect(soloPath(tree, 1).map(({ text }) => text)).toEqual(['a', 'y']);
  });
});
