import { expect, it } from 'vitest';
import { constant } from './measured-distributions.js';
import type { QueueSetting } from './queue-setting.js';
import { scalingChart } from './scaling-chart.js';
import { scalingCurve } from './scaling-curve.js';

/** A job takes ten seconds; the model has eight places. */
const eightPlaces: QueueSetting = {
  seed: 1,
  workers: 1,
  jobsPerWorker: 1,
  jobs: 10_000,
  rolloutsPerJob: 1,
  steps: 10,
  stepsShape: constant,
  reviewing: 0,
  largeShare: 0,
  small: { cards: 2, sequencesPerCard: 4, callSeconds: () => 1 },
  large: { cards: 1, sequencesPerCard: 1, callSeconds: () => 1 },
  durationShape: constant,
  stalls: { share: 0, seconds: 0 },
  redis: { roundTrip: 0, command: 0, commandsPerJob: 0, commandsPerCall: 0 },
};
const workers = [1, 2, 4, 8, 16, 32];

it('rises up to the places of the model', () => {
  const { points, stopsAt } = scalingCurve(eightPlaces, workers);
  expect(points.map(({ speedUp }) => speedUp)).toEqual([1, 2, 4, 8, 8, 8]);
  expect(points[0]?.result.rolloutsPerHour).toBe(360);
  expect(stopsAt).toEqual({ workers: 8, because: 'small model' });
  const review: QueueSetting = { ...eightPlaces, reviewing: 1, largeShare: 1 };
  expect(scalingCurve(review, workers).stopsAt?.because).toBe('large model');
});

it('rises up to the jobs of an update', () => {
  const update = { jobs: 4, seconds: 0 };
  expect(scalingCurve({ ...eightPlaces, update }, workers).stopsAt).toEqual({ workers: 4, because: 'jobs' });
});

it('rises up to what Redis can answer', () => {
  const redis = { roundTrip: 0, command: 0.25, commandsPerJob: 0, commandsPerCall: 1 };
  const small = { ...eightPlaces.small, sequencesPerCard: 1000 };
  // A call holds Redis for a quarter of a second and takes 1.25 in all: five workers.
  const { points, stopsAt } = scalingCurve({ ...eightPlaces, small, redis }, workers);
  expect(stopsAt).toEqual({ workers: 4, because: 'redis' });
  expect(points.at(-1)?.result.rolloutsPerHour).toBeCloseTo((3600 * 4) / 10, -1);
});

it('has not stopped where the last doubling still helps', () => {
  expect(scalingCurve(eightPlaces, [1, 2, 4]).stopsAt).toBeUndefined();
});

it('draws the same chart of the same curves', () => {
  const line = { title: 'collection: 2 cards', curve: scalingCurve(eightPlaces, workers) };
  const chart = scalingChart([line, { ...line, title: 'another' }]);
  expect(scalingChart([line, { ...line, title: 'another' }])).toBe(chart);
  expect(chart).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(chart.match(/r="9"/g)).toHaveLength(2);
  expect(chart).toContain('>collection</text>');
  expect(chart).not.toMatch(/NaN|Infinity|undefined/);
  // 360 to 2,880 rollouts an hour lie between 256 and 4,096; one worker is at the left, 32 at the right.
  expect(chart).toContain('>4,096</text>');
  expect(chart).toContain('M70 337.7L168 251.7');
});
