import { expect, test } from 'vitest';
import { ticks } from '../../../assets/page/axes-drawing.js';
import { curveDrawing } from '../../../assets/page/curve-drawing.js';
import { costEnd, curveLayers } from '../../../assets/page/curve-layers.js';
import { drawingToSvg } from '../../../assets/page/drawing.js';
import { heatMapDrawing } from '../../../assets/page/heat-map-drawing.js';
import { learningDrawing } from '../../../assets/page/learning-drawing.js';
import { trainingDrawing } from '../../../assets/page/training-drawing.js';
import { headline } from '../../headline.js';
import { exampleReport } from '../../test-data/example-report.js';
import { unbalancedTags } from '../../test-data/unbalanced-tags.js';
import { chartData } from '../chart-data.js';
import { heatMaps } from '../heat-map.js';
import { learningCharts } from '../learning-section.js';
import { dashes, reportRouters, shapes } from '../report-routers.js';
import { trainingCharts } from '../training-section.js';

const { results, trajectories, training = [] } = exampleReport();
const benchmark = results.settings[0]?.benchmarks[0];
if (benchmark === undefined) throw new Error('no benchmark');
const hostile = '</title><script>&"';
const chart = chartData('curve-0', hostile, benchmark);
const routers = [...reportRouters(results, headline(results)).values()];
const looks = JSON.parse(JSON.stringify({ routers, shapes, dashes }));
const colour = (name: string): string => `colour-of-${name}`;
const draw = (shown: readonly string[]): string =>
  drawingToSvg(curveDrawing(chart, looks, new Set(shown), colour));

/** SVG closes elements by themselves; the check knows HTML. */
const asHtml = (svg: string): string => svg.replace(/<(\w+)([^<>]*)\/>/g, '<$1$2></$1>');

test('the exported curve has every router that is shown, its band, and a legend; and nothing of the others', () => {
  const svg = draw(['grpo', 'entropy']);
  expect(unbalancedTags(asHtml(svg))).toEqual([]);
  expect(svg).toContain('>grpo</text>');
  expect(svg).toContain('>entropy</text>');
  expect(svg).not.toContain('random');
  expect(svg).toContain('opacity="0.14"');
  expect(svg).not.toMatch(/NaN|undefined|<script/);
  expect(draw(['entropy'])).not.toContain('opacity="0.14"');
});

test('a point lies where its figures say', () => {
  const { shapes: drawn } = curveDrawing(
    {
      ...chart,
      series: [],
      small: { x: 0, y: 50, large: 0, calls: 1 },
      large: { x: 100, y: 90, large: 100, calls: 1 },
    },
    looks,
    new Set(),
    colour,
  );
  const circles = drawn.flatMap((shape) =>
    shape.kind === 'circle' && shape.fill !== 'colour-of-line' ? [shape] : [],
  );
  const [small, large] = circles;
  // x from 0 to 105 over 566 pixels from 58; y from 45 to 95 over 330 pixels, downwards from 36.
  expect(small).toMatchObject({ x: 58, y: 36 + 330 - (330 * 5) / 50 });
  expect(large?.x).toBeCloseTo(58 + (566 * 100) / 105, 6);
  expect(large?.y).toBeCloseTo(36 + (330 * 5) / 50, 6);
});

test('of many routers only the main one has intervals; what costs too much is left out', () => {
  const series = Array.from({ length: 9 }, (_, i) => ({
    router: `r${i}`,
    points: [
      { x: 30, y: 60, large: 1, calls: 1 },
      { x: 141, y: 60, large: 1, calls: 1 },
    ],
    budgets: [{ x: 40, y: 60, low: 50, high: 70 }],
  }));
  const many = series.map(({ router }, i) => ({
    router,
    role: i === 0 ? ('main' as const) : ('router' as const),
    colour: 0,
    shape: 0,
    dash: 0,
    shown: true,
  }));
  const intervals = (count: number): boolean[] =>
    curveLayers({ ...chart, series }, many, new Set(many.slice(0, count).map(({ router }) => router))).map(
      ({ hasIntervals }) => hasIntervals,
    );
  expect(intervals(6)).toEqual(Array(6).fill(true));
  expect(intervals(9)).toEqual([true, ...Array(8).fill(false)]);
  const layers = curveLayers({ ...chart, series }, many, new Set(['r0']));
  expect(costEnd(layers)).toBe(140);
  expect(costEnd([])).toBe(105);
});

test('training curves and heat maps are drawn too', () => {
  for (const each of trainingCharts(training)) {
    const svg = drawingToSvg(trainingDrawing(each, colour));
    expect(unbalancedTags(asHtml(svg))).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
  const [map] = heatMaps(trajectories, 'grpo');
  if (map === undefined) throw new Error('no map');
  const svg = drawingToSvg(heatMapDrawing(map, colour));
  expect(svg).toContain('>grpo</text>');
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('learning curves have a line a method, the bands of their seeds, and a legend', () => {
  for (const each of learningCharts(results.learningCurves)) {
    const svg = drawingToSvg(learningDrawing(each, looks, colour));
    expect(unbalancedTags(asHtml(svg))).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.match(/opacity="0.14"/g)).toHaveLength(2);
    for (const name of ['grpo', 'random', each.xTitle]) expect(svg).toContain(`>${name}</text>`);
  }
  expect(learningCharts(results.learningCurves)).toHaveLength(2);
});

test('ticks are round and within their ends', () => {
  expect(ticks(0, 105)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticks(45, 95)).toEqual([50, 60, 70, 80, 90]);
  expect(ticks(0.13, 0.42)).toEqual([0.15, 0.2, 0.25, 0.3, 0.35, 0.4]);
  expect(ticks(3, 3)).toEqual([3]);
});
