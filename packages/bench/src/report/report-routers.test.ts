import type { Results } from '@roro/core';
import { expect, test } from 'vitest';
import { headline } from '../headline.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { reportRouters, shapes } from './report-routers.js';
import { routerMark } from './router-mark.js';

/** Results of one benchmark in which each router has the BA@40 that is given. */
function resultsOf(accuracies: Record<string, number>, pool = ['srm', 'lrm']): Results {
  const routers = Object.entries(accuracies).map(([router, value]) => ({
    router,
    seeds: [1],
    points: [{ knob: null, accuracy: value, costShare: 0.4, largeTokenShare: 0.5, callsPerQuery: 3 }],
    budgetedAccuracy: {
      '20': { value, low: value, high: value },
      '40': { value, low: value, high: value },
      '60': { value, low: value, high: value },
    },
  }));
  const interval = { value: 0, low: 0, high: 0 };
  return {
    version: 1,
    run: 'r',
    settings: [{ setting: 's', pool, benchmarks: [{ benchmark: 'b', queries: 9, routers }] }],
    comparisons: [
      {
        setting: 's',
        metric: 'mean BA@40',
        benchmarks: ['b'],
        router: 'ours',
        baseline: 'r0',
        difference: interval,
      },
    ],
  };
}

const many = {
  'srm-only': 0.5,
  'lrm-only': 0.9,
  ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`r${i}`, 0.6 + i / 100])),
};

test('the main router comes first; of many the three best are drawn at first, and the bound', () => {
  const results = resultsOf({ ...many, ours: 0.7, oracle: 0.99 });
  const routers = [...reportRouters(results, headline(results)).values()];
  expect(routers[0]).toEqual({ router: 'ours', role: 'main', colour: 0, shape: 0, dash: 0, shown: true });
  expect(routers.filter(({ shown }) => shown).map(({ router }) => router)).toEqual([
    'ours',
    'r17',
    'r18',
    'r19',
    'oracle',
  ]);
  expect(routers.at(-1)).toMatchObject({ router: 'oracle', role: 'bound' });
});

test('no two routers of twenty look the same, and marks are well-formed', () => {
  const results = resultsOf({ ...many, ours: 0.7 });
  const routers = reportRouters(results, headline(results));
  const looks = [...routers.values()].map(({ colour, shape }) => `${colour} ${shape}`);
  expect(new Set(looks).size).toBe(21);
  for (const router of [...routers.keys(), 'srm-only', 'srm-lrm-line'])
    expect(unbalancedTags(routerMark(router, routers).text)).toEqual([]);
});

test('up to six routers are all drawn, and a middle model alone is a point in its own colour', () => {
  const results = resultsOf(
    {
      'srm-only': 0.5,
      'lrm-only': 0.9,
      'mrm-only': 0.7,
      r0: 0.6,
      r1: 0.61,
      r2: 0.62,
      r3: 0.63,
      r4: 0.64,
      ours: 0.7,
    },
    ['srm', 'mrm', 'lrm'],
  );
  const routers = reportRouters(results, headline(results));
  expect([...routers.values()].every(({ shown }) => shown)).toBe(true);
  expect(routers.get('mrm-only')).toEqual({
    router: 'mrm-only',
    role: 'model',
    colour: 1,
    shape: 0,
    dash: 0,
    shown: true,
  });
});

test('turned triangles point where their Chart.js twins do', () => {
  // The tip is the vertex in the middle of a side: up, down, right, left.
  const tips = [1, 3, 5, 6].map((i) => shapes[i]?.polygon?.[0]);
  expect(tips).toEqual([
    [6, 0.5],
    [6, 11.5],
    [11.5, 6],
    [0.5, 6],
  ]);
  expect([1, 3, 5, 6].map((i) => shapes[i]?.rotation)).toEqual([0, 180, 90, 270]);
});
