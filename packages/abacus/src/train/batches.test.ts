import type { Random } from '@roro/core';
import { expect, it } from 'vitest';
import { Batches, type TrainingText } from './batches.js';

/** Texts of so many tokens; those of even length begin with an unweighted one. */
function generate(random: Random, [shortest, longest]: readonly [number, number]): TrainingText {
  const tokens = Array.from({ length: random.integer(shortest, longest) }, () => random.integer(1, 40));
  return { tokens, weights: tokens.map((_, i) => (i === 0 && tokens.length % 2 === 0 ? 0 : 1)) };
}

const phases = [
  { steps: 10, batch: 3, length: [1, 4] },
  { steps: 60, batch: 6, length: [1, 30] },
] as const;
const options = { generate, phases, seed: 5, microbatchTokens: 64 };

it('shifts by one, pads and weights to a sum of 1', () => {
  for (let update = 0; update < 40; update++) {
    const microbatches = new Batches(options).at(update);
    let weight = 0;
    let rows = 0;
    for (const { batch, length, tokens, labels, weights, tokenCount } of microbatches) {
      expect(length % 8).toBe(0);
      expect(batch === 1 || batch * length <= 64).toBe(true);
      rows += batch;
      let used = 0;
      for (let row = 0; row < batch; row++) {
        const [t, l, w] = [tokens, labels, weights].map((array) => [
          ...array.slice(row * length, (row + 1) * length),
        ]);
        const size = l?.indexOf(0) ?? -1;
        const end = size === -1 ? length : size;
        used += end;
        expect(t?.slice(0, end)).toEqual([0, ...(l?.slice(0, end - 1) ?? [])]);
        expect(t?.slice(end).every((token) => token === 0)).toBe(true);
        expect(w?.slice(end).every((value) => value === 0)).toBe(true);
        weight += w?.reduce((a, b) => a + b, 0) ?? 0;
      }
      expect(tokenCount).toBe(used);
    }
    expect(rows).toBe(update < 10 ? 3 : 6);
    expect(weight).toBeCloseTo(1, 5);
  }
});

it('depends on the seed and the update alone', () => {
  const forwards = new Batches(options);
  const first = Array.from({ length: 70 }, (_, update) => forwards.at(update));
  const backwards = new Batches(options);
  for (const update of [69, 33, 31, 0]) expect(backwards.at(update)).toEqual(first[update]);
  expect(() => forwards.at(70)).toThrow(RangeError);
  expect(new Batches({ ...options, seed: 6 }).at(0)).not.toEqual(first[0]);
  expect(new Set(first.map((microbatches) => microbatches[0]?.labels.join())).size).toBe(70);
});
