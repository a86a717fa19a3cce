import { Random, routableModels, viewTrajectory } from '@roro/core';
import { sketchTrajectory, sketchView } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ViewedPair } from '../pairs.js';
import { lineWorld } from '../test/line-world.js';
import { scalarReward, scalarScore, trainScalarReward } from './scalar-reward.js';

beforeAll(() => chooseBackend());

const { pool } = lineWorld(1, { small: () => [] }).setting;

/** The better side always has fewer steps of the large model: a share that the scalar model reads. */
function pairs(from: number, count: number): ViewedPair[] {
  return Array.from({ length: count }, (_, i): ViewedPair => {
    const queryId = `q${from + i}`;
    const random = new Random('scalar pairs', from + i);
    const large = random.integer(0, 2);
    const side = (number: number) => {
      const writers = random.shuffle([0, 1, 2, 3, 4].map((step) => (step < number ? 'L' : 's')));
      const notation = writers.map((writer, step) => `${writer}0.1@${step + 1}`).join(' ');
      return sketchView(notation, { id: `${queryId}-${number}`, queryId });
    };
    const [chosen, rejected] = [side(large), side(large + random.integer(1, 3))];
    return {
      pair: {
        version: 1,
        queryId,
        chosen: chosen.id,
        rejected: rejected.id,
        reason: 'cost',
        margin: 0.5,
      },
      chosen,
      rejected,
    };
  });
}

describe('the scalar reward model', () => {
  it('learns from pairs which of two answers is better, and orders pairs that it has not seen', () => {
    const train = pairs(0, 120);
    const weights = trainScalarReward(train, 1);
    const score = scalarScore(weights);
    const accuracy = (list: readonly ViewedPair[]): number =>
      list.filter(({ chosen, rejected }) => score(chosen) > score(rejected)).length / list.length;
    expect(accuracy(train)).toBeGreaterThan(0.9);
    expect(accuracy(pairs(1000, 60))).toBeGreaterThan(0.8);
    expect(trainScalarReward(train, 1)).toEqual(weights);
    expect(trainScalarReward(train, 2)).not.toEqual(weights);
  });

  it('scores within (−1, 1), whole trajectories only, whatever the outcome', () => {
    const weights = trainScalarReward(pairs(0, 40), 1);
    const reward = scalarReward(weights, pool);
    const notations = ['s0.1@1 s0.1@2', 'L0.1@1 L@2 L@3', 's@1', ''];
    for (const notation of notations) {
      const judged = reward.score(sketchTrajectory(notation));
      expect(judged?.score).toBeGreaterThan(-1);
      expect(judged?.score).toBeLessThan(1);
      const view = viewTrajectory(sketchTrajectory(notation), routableModels(pool));
      expect(judged?.score).toBeCloseTo(Math.tanh(scalarScore(weights)(view)), 12);
      expect(judged?.steps).toBeUndefined();
      expect(reward.score(sketchTrajectory(notation, { correct: true, answer: '7' }))).toEqual(judged);
      expect(reward.score(sketchTrajectory(notation, { correct: false, answer: '8' }))).toEqual(judged);
    }
    const [cheap, dear] = ['s0.1@1 s0.1@2 s0.1@3', 'L0.1@1 L0.1@2 L0.1@3'].map(
      (notation) => reward.score(sketchTrajectory(notation))?.score ?? Number.NaN,
    ) as [number, number];
    expect(cheap).toBeGreaterThan(dear);
  });
});
