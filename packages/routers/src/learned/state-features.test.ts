import { contentHash, embedText, Random, type RouterState } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { stateFeatures } from './state-features.js';

const features = stateFeatures();

function read(state: ReturnType<typeof stateOf>, logLambda = 0): Record<string, number> {
  const values = new Float32Array(features.featureNames.length).fill(Number.NaN);
  features.write(state, logLambda, values);
  return Object.fromEntries(features.featureNames.map((name, index) => [name, values[index] as number]));
}

const steps = [
  stepOf(0, 'b=45+12=57\n', 'small', {
    meanEntropy: 0.2,
    maxEntropy: 0.9,
    firstEntropy: 0.1,
    meanLogProbability: -0.3,
    minLogProbability: -50,
    meanMargin: 3,
    minMargin: 0.5,
  }),
  stepOf(1, 'c=50*4=200\n', 'large', { meanEntropy: 0.6 }, 10),
  stepOf(2, 'c=7*4=28\n', 'small', { meanEntropy: 0.4 }, 9),
];

test('names are unique and every value is written and finite', () => {
  expect(new Set(features.featureNames).size).toBe(features.featureNames.length);
  for (const count of [0, 1, 2, 3]) {
    for (const value of Object.values(read(stateOf({ steps: steps.slice(0, count) })))) {
      expect(Number.isFinite(value)).toBe(true);
    }
  }
});

test('before the first step every statistic says unknown, and the first line stands for the step', () => {
  const values = read(stateOf(), Math.log(0.5));
  expect(values).toMatchObject({
    hasStep: 0,
    hasEntropy: 0,
    hasLogProbability: 0,
    hasMargin: 0,
    hasRunningEntropy: 0,
    lastIsCheapest: 0,
    lastIsDearest: 0,
    logStepCount: 0,
    'stepLastNumber.exists': 1, // a=45
    hasNextSegment: 1,
    segmentShare: 0,
  });
  expect(values['logLambda']).toBeCloseTo(Math.log(0.5), 6);
  expect(values['stepLastNumber.lastDigit']).toBeCloseTo(5 / 9, 6);
  expect(values['nextFirstNumber.lastDigit']).toBeCloseTo(2 / 9, 6); // b=a+12
  const first = embedText('a=45');
  for (let index = 0; index < first.length; index++) expect(values[`step.${index}`]).toBe(first[index]);
});

test('the last step, hand-computed', () => {
  const values = read(stateOf({ steps: steps.slice(0, 1), budget: { maxSteps: 8, spentShare: 0.125 } }));
  const expected = {
    hasStep: 1,
    isDraft: 0,
    hasEntropy: 1,
    meanEntropy: 0.2,
    maxEntropy: 0.9,
    hasFirstEntropy: 1,
    firstEntropy: 0.1,
    hasLogProbability: 1,
    meanLogProbability: -0.3,
    minLogProbability: -20, // limited
    hasMargin: 1,
    meanMargin: 3,
    minMargin: 0.5,
    logStepTokens: Math.log(12),
    logStepCount: Math.log(2),
    stepShare: 0.125,
    spentShare: 0.125,
    lastIsCheapest: 1,
    lastIsDearest: 0,
    lastRelativeCost: 0.1,
    dearestShare: 0,
    logSwitches: 0,
    segmentShare: 1 / 3, // second of four lines
    logSegmentsLeft: Math.log(3),
    logDwell: Math.log(2),
  };
  for (const [name, value] of Object.entries(expected)) expect(values[name], name).toBeCloseTo(value, 5);
});

test('running statistics, dear share and switches over three steps', () => {
  const values = read(stateOf({ steps }));
  const expected = {
    runningMinEntropy: 0.2,
    runningMaxEntropy: 0.6,
    runningMeanEntropy: 0.4,
    dearestShare: 1 / 3,
    logSwitches: Math.log(3),
    hasMargin: 0, // the last step's server gave none
    meanMargin: 0,
    logDwell: Math.log(3), // two steps on c
  };
  for (const [name, value] of Object.entries(expected)) expect(values[name], name).toBeCloseTo(value, 5);
});

test('in review mode the draft stands for the step', () => {
  const draft = stepOf(1, 'c=50*4=200\n', 'small', { meanEntropy: 0.7 });
  const values = read(stateOf({ steps: steps.slice(0, 1), draft }));
  expect(values).toMatchObject({ isDraft: 1, lastIsCheapest: 1, segmentShare: expect.closeTo(2 / 3, 5) });
  expect(values['meanEntropy']).toBeCloseTo(0.7, 6);
  expect(values['runningMaxEntropy']).toBeCloseTo(0.2, 6); // of the steps that stand
});

test('a pool of three models: the middle one is neither cheapest nor dearest', () => {
  const models = ['small', 'middle', 'large'].map((id, index) => ({
    id,
    relativeCost: [0.1, 0.4, 1][index] as number,
  }));
  const values = read(stateOf({ models, steps: [stepOf(0, 'b=57\n', 'middle')] }));
  expect(values).toMatchObject({ lastIsCheapest: 0, lastIsDearest: 0, dearestShare: 0 });
  expect(values['lastRelativeCost']).toBeCloseTo(0.4, 6);
});

test('what switching would take, hand-computed; 0 where nobody counts', () => {
  const models = ['small', 'middle', 'large'].map((id) => ({ id, relativeCost: 1 }));
  const values = read(stateOf({ models, steps, prefill: { tokens: [0, 7, 41], weight: 0.25 } }));
  expect(values).toMatchObject({ logUnreadCheapest: 0, prefillWeight: 0.25 });
  expect(values['logUnreadDearest']).toBeCloseTo(Math.log(42), 5);
  expect(read(stateOf({ steps }))).toMatchObject({
    logUnreadCheapest: 0,
    logUnreadDearest: 0,
    prefillWeight: 0,
  });
});

/** States of all kinds: queries of 0 to 6 segments, three models, with and without draft, statistics known or not. */
function* manyStates(): Generator<RouterState> {
  const random = new Random('recorded');
  const models = ['small', 'middle', 'large'].map((id, i) => ({
    id,
    relativeCost: [0.1, 0.4, 1][i] as number,
  }));
  const line = (i: number) =>
    `${String.fromCharCode(97 + i)}=${random.integer(10, 99)}+${random.integer(2, 99)}`;
  const nats = () => 3 * random.uniform();
  for (let query = 0; query < 40; query++) {
    const prompt = Array.from({ length: random.integer(0, 6) }, (_, i) => line(i)).join(
      random.pick(['\n', '; ']),
    );
    const done: RouterState['steps'][number][] = [];
    for (let index = 0; index < 5; index++) {
      const statistics = random.bernoulli(0.2)
        ? undefined
        : { meanEntropy: nats(), maxEntropy: nats(), minMargin: 9 * nats() };
      const text = `${line(index)}=${random.integer(20, 198)}\n`;
      const step = stepOf(index, text, random.pick(models).id, statistics);
      const changes = {
        query: { id: 'q', prompt, benchmark: 'test', meta: {} },
        models,
        steps: [...done],
        budget: { maxSteps: 8, spentShare: random.uniform() },
      };
      yield stateOf(changes);
      yield stateOf({ ...changes, draft: step });
      done.push(step);
    }
  }
}

test('the first 115 values are those of state-1, bit for bit', () => {
  const values: number[] = [];
  const target = new Float32Array(features.featureNames.length);
  for (const state of manyStates()) {
    features.write(state, -0.7, target);
    values.push(...target.subarray(0, 115));
  }
  expect(values).toHaveLength(46_000);
  // Recorded when the feature set was state-1.
  expect(contentHash(values.join())).toBe('818185fdd5a996cd1fa3c1642f8260acc98a1d38d338c6a3732c42b1a859a54f');
});
