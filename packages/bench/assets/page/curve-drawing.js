import { axesDrawing } from './axes-drawing.js';
import { costEnd, curveLayers } from './curve-layers.js';
import { legendDrawing, mark } from './legend-drawing.js';

/** @typedef {import('./drawing.js').Shape} Shape */
/** @typedef {import('./curve-layers.js').CurveLayer} CurveLayer */
/** @typedef {{ routers: import('../../src/report/report-routers.ts').ReportRouter[], shapes: { polygon?: [number, number][] }[],
 *   dashes: number[][] }} Looks */

const width = 640;
const box = { left: 58, top: 36, width: 566, height: 330 };

/**
 * A layer without what lies beyond the end of the axis.
 *
 * @param {CurveLayer} layer
 * @param {number} end
 * @returns {CurveLayer}
 */
function within({ line, marks, ...layer }, end) {
  return { ...layer, line: line.filter(({ x }) => x <= end), marks: marks.filter(({ x }) => x <= end) };
}

/**
 * Shapes of one router, its marks on top.
 *
 * @param {CurveLayer} layer
 * @param {Looks} looks
 * @param {(value: number) => number} left
 * @param {(value: number) => number} top
 * @param {(name: string) => string} colour
 * @returns {Shape[]}
 */
function layerShapes(
  { look, colour: name, line, marks, hasIntervals, budgets },
  { shapes, dashes },
  left,
  top,
  colour,
) {
  const own = colour(name);
  const { polygon } = shapes[look.shape] ?? {};
  const isMain = look.role === 'main';
  /** @param {{ x: number, y: number }} point */
  const at = ({ x, y }) => /** @type {const} */ ([left(x), top(y)]);
  /** @type {Shape[]} */
  const drawn = [];
  if (isMain && budgets.length > 0) {
    const high = budgets.map(({ x, high: y }) => at({ x, y }));
    const low = budgets.map(({ x, low: y }) => at({ x, y })).reverse();
    drawn.push({ kind: 'path', points: [...high, ...low], closed: true, fill: own, opacity: 0.14 });
  }
  if (line.length > 0) {
    drawn.push({
      kind: 'path',
      points: line.map(at),
      stroke: own,
      width: isMain ? 2.5 : 1.5,
      opacity: isMain || look.role === 'bound' ? 1 : 0.6,
      dash: look.role === 'bound' ? [2, 3] : (dashes[look.dash] ?? []),
    });
  }
  for (const { x, low, high } of hasIntervals ? budgets : []) {
    drawn.push({ kind: 'path', points: [at({ x, y: low }), at({ x, y: high })], stroke: own, width: 1.5 });
  }
  for (const { x, y } of marks) {
    const size = look.role === 'model' ? 12 : 4;
    drawn.push(mark(polygon, left(x), top(y), size, own));
  }
  for (const { x, y } of budgets)
    drawn.push(mark(polygon, left(x), top(y), isMain ? 13 : 10, own, colour('card')));
  return drawn;
}

/**
 * An accuracy–cost chart with its title and legend, as it goes into a paper.
 *
 * @param {import('../../src/report/chart-data.ts').ChartData} chart
 * @param {Looks} looks
 * @param {ReadonlySet<string>} shown
 * @param {(name: string) => string} colour
 * @returns {import('./drawing.js').Drawing}
 */
export function curveDrawing(chart, looks, shown, colour) {
  const { small, large, title } = chart;
  const layers = curveLayers(chart, looks.routers, shown);
  const values = layers.flatMap(({ line, marks, hasIntervals, budgets }) => [
    ...line.map(({ y }) => y),
    ...marks.map(({ y }) => y),
    ...budgets.flatMap(({ y, low, high }) => (hasIntervals ? [low, high] : [y])),
  ]);
  const ends = [small, large].flatMap((end) => end ?? []);
  const all = [...values, ...ends.map(({ y }) => y)];
  const lowest = Math.max(0, 5 * Math.floor((Math.min(...all, 100) - 1) / 5));
  const highest = Math.min(102, 5 * Math.ceil((Math.max(...all, 0) + 1) / 5));
  const furthest = costEnd(layers);
  const axes = axesDrawing(
    box,
    {
      x: [0, furthest],
      y: [lowest, highest],
      xTitle: 'cost, % of the large model alone',
      yTitle: 'accuracy, %',
    },
    colour,
  );
  const { left, top } = axes;
  /** @type {Shape[]} */
  const shapes = [
    { kind: 'text', x: box.left, y: 22, text: title, fill: colour('ink'), size: 14, bold: true },
    ...axes.shapes,
    {
      kind: 'path',
      points: ends.map(({ x, y }) => /** @type {const} */ ([left(x), top(y)])),
      stroke: colour('line'),
      width: 1.5,
      dash: [5, 4],
    },
    ...layers
      .map((layer) => within(layer, furthest))
      .reverse()
      .flatMap((layer) => layerShapes(layer, looks, left, top, colour)),
    ...(small ? [mark(undefined, left(small.x), top(small.y), 12, colour('small'), colour('card'))] : []),
    ...(large ? [mark(undefined, left(large.x), top(large.y), 12, colour('large'), colour('card'))] : []),
  ];
  const plain = { polygon: undefined, line: false, dash: [] };
  const legend = legendDrawing(
    [
      { ...plain, name: 'small model alone', fill: colour('small') },
      { ...plain, name: 'large model alone', fill: colour('large') },
      { name: 'SRM–LRM line', fill: colour('line'), polygon: undefined, line: true, dash: [5, 4] },
      ...layers.map(({ look, colour: name }) => ({
        name: look.router,
        fill: colour(name),
        polygon: looks.shapes[look.shape]?.polygon,
        line: look.role === 'bound',
        dash: look.role === 'bound' ? [2, 3] : (looks.dashes[look.dash] ?? []),
      })),
    ],
    { left: box.left, top: box.top + box.height + 58, right: width },
    colour,
  );
  return {
    width,
    height: box.top + box.height + 52 + legend.height,
    title,
    background: colour('card'),
    shapes: [...shapes, ...legend.shapes],
  };
}
