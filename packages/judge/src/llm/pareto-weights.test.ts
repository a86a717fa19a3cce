import { describe, expect, it } from 'vitest';
import { paretoWeights } from './pareto-weights.js';

describe('paretoWeights', () => {
  it('counts the instances on which a candidate is among the best', () => {
    // Instance 2 is solved by nobody, so both are among the best there.
    expect(
      paretoWeights([
        [true, true, false],
        [true, false, false],
      ]),
    ).toEqual([3, 0]);
    expect(
      paretoWeights([
        [true, true, false, false],
        [false, false, true, false],
      ]),
    ).toEqual([3, 2]);
  });

  it('drops dominated and repeated candidates, and keeps a lone one', () => {
    expect(paretoWeights([[false], [true], [true]])).toEqual([0, 1, 0]);
    expect(paretoWeights([[false, false]])).toEqual([2]);
    expect(paretoWeights([[]])).toEqual([1]);
  });
});
