import type { LearningCurveRecord } from '@roro/core';
import { expect, test } from 'vitest';
import { learningLayers } from '../../assets/page/learning-layers.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { learningCharts, learningSection } from './learning-section.js';
import type { ReportRouter } from './report-routers.js';

const record = (
  method: string,
  seed: number,
  update: number,
  at40: number,
  setting = 'same-family',
): LearningCurveRecord => ({
  method,
  setting,
  seed,
  update,
  rollouts: 1000 + 192 * update + seed,
  calls: 2000 + 100 * update,
  budgetedAccuracy: { '20': 0.5, '40': at40, '60': 0.75 },
});
const records = [
  record('grpo', 1, 0, 0.5),
  record('grpo', 2, 0, 0.5),
  record('grpo', 1, 30, 0.62),
  record('grpo', 2, 30, 0.66),
  record('<b>', 1, 0, 0.5),
  record('<b>', 1, 30, 0.5),
];
const grpo: ReportRouter = { router: 'grpo', role: 'main', colour: 0, shape: 1, dash: 2, shown: true };
const routers = new Map([['grpo', grpo]]);
const rowsOf = (text: string): string[] =>
  [...text.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    (row as string)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );

test('nothing is drawn of policies before training alone', () => {
  expect(learningCharts(records.filter(({ update }) => update === 0))).toEqual([]);
});

test('the same line against rollouts and against model calls, in percent with the range of its seeds', () => {
  const [byRollouts, byCalls] = learningCharts(records);
  expect(byRollouts).toMatchObject({ id: 'learning-rollouts', x: 'rollouts' });
  expect(byCalls).toMatchObject({ id: 'learning-calls', x: 'calls', lines: byRollouts?.lines });
  expect(byRollouts?.lines[0]).toEqual({
    method: 'grpo',
    points: [
      // 1000 + 192 · 30 and the mean of the seeds 1 and 2; the policy before training stands in the table alone.
      { update: 30, rollouts: 6762, calls: 5000, y: 64, low: 62, high: 66 },
    ],
  });
  expect(learningCharts([])).toEqual([]);
  expect(learningCharts()).toEqual([]);
});

test('a table has every figure; names are text; what lacks a setting is named', () => {
  const text = learningSection(records, routers)?.text as string;
  expect(unbalancedTags(text)).toEqual([]);
  expect(rowsOf(text).slice(1)).toEqual([
    'grpo 0 1,002 2,000 50.0 50.0 75.0',
    'grpo 30 6,762 5,000 50.0 64.0 62.0–66.0 75.0',
    '&#60;b&#62; 0 1,001 2,000 50.0 50.0 75.0',
    '&#60;b&#62; 30 6,761 5,000 50.0 50.0 75.0',
  ]);
  expect(text).not.toContain('Left out');
  expect(
    learningSection([...records, record('trim-agg', 1, 0, 0.5, 'cross-family')], routers),
  ).toBeUndefined();
  const both = records.flatMap((each) => [each, { ...each, setting: 'cross-family' }]);
  expect(learningSection([...both, record('trim-agg', 1, 0, 0.5)], routers)?.text).toContain(
    'Left out, since not every setting has it: trim-agg.',
  );
  expect(learningSection([], routers)).toBeUndefined();
});

test('the main router comes first and keeps its band; of many methods the others have none', () => {
  const [, chart] = learningCharts(
    ['a', 'b', 'c', 'grpo'].flatMap((method) => [record(method, 1, 15, 0.5), record(method, 1, 30, 0.6)]),
  );
  if (chart === undefined) throw new Error('no chart');
  const layers = learningLayers(chart, [grpo]);
  expect(layers.map(({ method, hasBand }) => [method, hasBand])).toEqual([
    ['grpo', true],
    ['a', false],
    ['b', false],
    ['c', false],
  ]);
  expect(layers[0]).toMatchObject({ colour: 'router-0', shape: 1, dash: 2 });
  expect(layers[0]?.points[1]).toEqual({
    x: 5000,
    y: 60,
    low: 60,
    high: 60,
    text: [
      'grpo after 30 updates',
      '60.0 % right at 40 % of the cost, seeds 60.0 to 60.0 %',
      '6,761 rollouts, 5,000 model calls',
    ],
  });
  const few = learningLayers({ ...chart, lines: chart.lines.slice(1) }, [grpo]);
  expect(few.every(({ hasBand }) => hasBand)).toBe(true);
});
