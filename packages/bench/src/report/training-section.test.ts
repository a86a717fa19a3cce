import { expect, test } from 'vitest';
import { trainingCharts } from './training-section.js';

test('a chart per setting and metric, a line per seed, a gap for what is no number', () => {
  const charts = trainingCharts([
    {
      setting: 'same-family',
      seed: 1,
      records: [
        { update: 1, accuracy: 0.5, groups: 24, note: 'x' },
        { update: 3, accuracy: Number.NaN, groups: 24 },
      ],
    },
    { setting: 'same-family', seed: 2, records: [{ update: 1, accuracy: 0.6, groups: 24 }, { groups: 24 }] },
    { setting: 'cross-family', seed: 1, records: [{ update: 1, reward: 0.2 }] },
  ]);
  expect(charts).toEqual([
    {
      id: 'training-0-0',
      setting: 'same-family',
      metric: 'accuracy',
      lines: [
        {
          label: 'seed 1',
          points: [
            { x: 1, y: 0.5 },
            { x: 3, y: null },
          ],
        },
        {
          label: 'seed 2',
          points: [
            { x: 1, y: 0.6 },
            { x: 1, y: null },
          ],
        },
      ],
    },
    {
      id: 'training-1-0',
      setting: 'cross-family',
      metric: 'reward',
      lines: [{ label: 'seed 1', points: [{ x: 1, y: 0.2 }] }],
    },
  ]);
  expect(trainingCharts([])).toEqual([]);
});
