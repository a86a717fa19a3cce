import { Random } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.js';
import { answerLengths, callDurations, constant } from './measured-distributions.js';
import { meanOf, quantileSampler, valueAt } from './quantiles.js';
import type { QueueSetting } from './queue-setting.js';
import { simulateQueue } from './simulate-queue.js';

/** One job of one rollout at a time; a call of either model takes a second, Redis takes no time. */
const plain: QueueSetting = {
  seed: 1,
  workers: 1,
  jobsPerWorker: 1,
  jobs: 6,
  rolloutsPerJob: 1,
  steps: 10,
  stepsShape: constant,
  reviewing: 0,
  largeShare: 0,
  small: { cards: 1, sequencesPerCard: 100, callSeconds: () => 1 },
  large: { cards: 1, sequencesPerCard: 100, callSeconds: () => 1 },
  durationShape: constant,
  stalls: { share: 0, seconds: 0 },
  redis: { roundTrip: 0, command: 0, commandsPerJob: 0, commandsPerCall: 0 },
};

it('events come in the order of their times, then in that in which they were added', () => {
  const random = new Random('events', 1);
  const events = new EventQueue<number>();
  const times = Array.from({ length: 300 }, () => random.integer(0, 20));
  for (const [i, time] of times.entries()) events.add(time, i);
  expect(events.size).toBe(300);
  const expected = times
    .map((time, i) => ({ time, value: i }))
    .sort((a, b) => a.time - b.time || a.value - b.value);
  expect(times.map(() => events.next())).toMatchObject(expected);
  expect(events.next()).toBeUndefined();
});

it('draws have the mean of 1 and the measured shape', () => {
  expect(
    valueAt(
      [
        [0, 1],
        [0.5, 2],
        [1, 6],
      ],
      0.75,
    ),
  ).toBe(4);
  expect(
    meanOf([
      [0, 1],
      [0.5, 2],
      [1, 6],
    ]),
  ).toBeCloseTo(0.75 + 2, 12);
  for (const shape of [callDurations, answerLengths, constant]) {
    const sample = quantileSampler(shape);
    const random = new Random('shape', 1);
    const draws = Array.from({ length: 20_000 }, () => sample(random)).sort((a, b) => a - b);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(1, 1);
    expect(draws[10_000]).toBeCloseTo(valueAt(shape, 0.5) / meanOf(shape), 1);
    expect(
      shape.every(
        ([p, value], i) => i === 0 || (p > (shape[i - 1]?.[0] ?? 1) && value >= (shape[i - 1]?.[1] ?? 0)),
      ),
    ).toBe(true);
  }
});

describe('by hand', () => {
  it('one worker: job after job, step after step', () => {
    expect(simulateQueue(plain)).toEqual({
      seconds: 60,
      rollouts: 6,
      calls: 60,
      rolloutsPerHour: 360,
      busy: { workers: 1, small: 0.01, large: 0, redis: 0 },
    });
  });

  it('three workers: three times as fast; four: the third round is half empty', () => {
    expect(simulateQueue({ ...plain, workers: 3 }).seconds).toBe(20);
    const four = simulateQueue({ ...plain, workers: 4 });
    expect(four.seconds).toBe(20);
    expect(four.busy.workers).toBeCloseTo(60 / 80, 12);
  });

  it('a server with two places serves six workers no faster than two', () => {
    const small = { ...plain.small, sequencesPerCard: 2 };
    const { seconds, busy } = simulateQueue({ ...plain, workers: 6, small });
    expect(seconds).toBe(30);
    expect(busy.small).toBeCloseTo(1, 12);
  });

  it('calls take longer while more are served together', () => {
    const small = { ...plain.small, callSeconds: (sequences: number) => sequences };
    // Alone a call takes a second. Of two that begin together the second takes two, and so they fall into step: 1 + 2·…
    expect(simulateQueue({ ...plain, jobs: 1, small }).seconds).toBe(10);
    const two = simulateQueue({ ...plain, jobs: 2, workers: 2, steps: 1, small });
    expect(two.seconds).toBe(2);
  });

  it('review: every draft is written again', () => {
    const result = simulateQueue({ ...plain, reviewing: 1, largeShare: 1 });
    expect(result).toMatchObject({ seconds: 120, calls: 120, busy: { small: 0.005, large: 0.005 } });
    // One of two reviews, the other is the large model's from the beginning.
    const mixed = { ...plain, jobs: 1, rolloutsPerJob: 2, reviewing: 1, largeShare: 1 };
    expect(simulateQueue(mixed)).toMatchObject({
      seconds: 20,
      calls: 30,
      busy: { small: 0.005, large: 0.01 },
    });
  });

  it('an update waits for its slowest job, then for the training', () => {
    const update = { jobs: 3, seconds: 7 };
    // Two updates of three jobs: on two workers two rounds each.
    expect(simulateQueue({ ...plain, workers: 2, update }).seconds).toBe(20 + 7 + 20);
    // A hundred workers do no more than three jobs at a time.
    expect(simulateQueue({ ...plain, workers: 100, update }).seconds).toBe(10 + 7 + 10);
  });

  it('Redis: the way adds up, the commands queue', () => {
    const redis = { roundTrip: 0.5, command: 0.25, commandsPerJob: 2, commandsPerCall: 1 };
    // A job: 2 · (0.5 + 0.5) to take and hand back, 10 · (1 + 0.25 + 0.5) for its calls.
    const one = simulateQueue({ ...plain, jobs: 1, redis });
    expect(one.seconds).toBeCloseTo(2 + 17.5, 12);
    expect(one.busy.redis).toBeCloseTo(3.5 / 19.5, 12);
    // A thousand workers wait for a server that is never idle: 3.5 seconds a job.
    const many = simulateQueue({
      ...plain,
      jobs: 1000,
      workers: 1000,
      redis,
      small: { ...plain.small, sequencesPerCard: 1e6 },
    });
    expect(many.busy.redis).toBeGreaterThan(0.98);
    expect(many.seconds).toBeLessThan(1.02 * 3500);
  });

  it('calls that hang', () => {
    expect(simulateQueue({ ...plain, jobs: 1, stalls: { share: 1, seconds: 60 } }).seconds).toBe(610);
  });
});

it('is the same for the same seed, and another for another', () => {
  const noisy = {
    ...plain,
    workers: 3,
    jobs: 30,
    rolloutsPerJob: 4,
    durationShape: callDurations,
    stepsShape: answerLengths,
    largeShare: 0.5,
  };
  const first = simulateQueue(noisy);
  expect(simulateQueue(noisy)).toEqual(first);
  expect(simulateQueue({ ...noisy, seed: 2 }).seconds).not.toBe(first.seconds);
  // 120 rollouts of 10 steps.
  expect(first.calls / 1200).toBeGreaterThan(0.85);
  expect(first.calls / 1200).toBeLessThan(1.15);
});

it('agrees with the closed network of queueing theory: exponential calls, one place, n workers that think', () => {
  // Machine repair model: think time (the other model, ample) 4, service 1, n = 6. The utilisation is 1 − p₀ with
  // p₀⁻¹ = Σ_k 6!/(6−k)!·(1/4)^k = 1 + 1.5 + 1.875 + 1.875 + 1.40625 + 0.703125 + 0.17578125 = 8.53515625.
  const points = 400;
  const exponential = Array.from({ length: points }, (_, i): [number, number] => [
    i / (points - 1),
    i === points - 1 ? 12 : -Math.log(1 - i / (points - 1)),
  ]);
  const { busy } = simulateQueue({
    ...plain,
    workers: 6,
    jobs: 6,
    steps: 4000,
    reviewing: 1,
    largeShare: 1,
    durationShape: exponential,
    small: { cards: 1, sequencesPerCard: 100, callSeconds: () => 4 },
    large: { cards: 1, sequencesPerCard: 1, callSeconds: () => 1 },
  });
  expect(busy.large).toBeCloseTo(1 - 1 / 8.53515625, 1);
  expect(Math.abs(busy.large - (1 - 1 / 8.53515625))).toBeLessThan(0.02);
});
