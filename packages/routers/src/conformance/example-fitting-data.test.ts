import { trajectorySchema } from '@roro/core';
import { expect, test } from 'vitest';
import { exampleFittingData } from './example-fitting-data.js';

test.each([2, 3] as const)('answers of every model alone and of mixtures, for a pool of %s', (size) => {
  const { models, trajectories } = exampleFittingData(size, { queries: 10 });
  expect(models).toHaveLength(size);
  expect(trajectories).toHaveLength(10 * (size + 2));
  for (const trajectory of trajectories) {
    trajectorySchema.parse(trajectory);
    expect(trajectory.correct).toBe(trajectory.steps.every(({ correct }) => correct));
    const flops = trajectory.steps.reduce((sum, { model, usage }) => {
      const cost = models.find(({ id }) => id === model)?.relativeCost ?? Number.NaN;
      return sum + 2e9 * cost * usage.generatedTokens;
    }, 0);
    expect(trajectory.cost.flops).toBeCloseTo(flops, -3);
  }
  expect(new Set(trajectories.map(({ id }) => id)).size).toBe(trajectories.length);
  for (const [position, { id }] of models.entries()) {
    const knob = position === size - 1 ? -1 : position;
    const own = trajectories.filter(({ router }) => router.id === 'fixed' && router.knob === knob);
    expect(own).toHaveLength(10);
    expect(own.every(({ steps }) => steps.every(({ model }) => model === id))).toBe(true);
  }
});

test('small models are wrong more often, and less certain where they are', () => {
  const { models, trajectories } = exampleFittingData(3);
  const accuracies = models.map((_, position) => {
    const own = trajectories.filter(({ router }) => router.knob === (position === 2 ? -1 : position));
    return own.filter(({ correct }) => correct).length / own.length;
  });
  expect(accuracies).toEqual([...accuracies].sort((a, b) => a - b));
  expect(accuracies[0]).toBeGreaterThan(0.2);
  expect(accuracies[2]).toBeGreaterThan(accuracies[0] ?? 1);
  const steps = trajectories.flatMap((trajectory) => trajectory.steps);
  const entropy = (wanted: boolean): number => {
    const values = steps.flatMap(({ correct, statistics }) =>
      correct === wanted ? [statistics?.meanEntropy ?? Number.NaN] : [],
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  expect(entropy(false)).toBeGreaterThan(2 * entropy(true));
});

test('scores go with the verdicts, the same every time, another for another scorer', async () => {
  const { trajectories, scores } = exampleFittingData(2);
  let right = 0;
  let count = 0;
  for (const trajectory of trajectories) {
    const values = await scores('prm', trajectory);
    expect(values).toHaveLength(trajectory.steps.length);
    expect(await scores('prm', trajectory)).toEqual(values);
    expect(await scores('verdict', trajectory)).not.toEqual(values);
    for (const [index, value] of values.entries()) {
      right += value >= 0.5 === trajectory.steps[index]?.correct ? 1 : 0;
      count += 1;
    }
  }
  // Nine in ten by construction; a binomial of some 480 steps has a standard deviation of 0.014.
  expect(Math.abs(right / count - 0.9)).toBeLessThan(0.05);
});

test('the same seed gives the same data, another seed other ones', () => {
  const { scores: _scores, ...first } = exampleFittingData(2, { seed: 5 });
  const { scores: _again, ...second } = exampleFittingData(2, { seed: 5 });
  expect(second).toEqual(first);
  expect(exampleFittingData(2, { seed: 6 }).trajectories).not.toEqual(first.trajectories);
});
