import { axesDrawing } from './axes-drawing.js';
import { learningLayers } from './learning-layers.js';
import { legendDrawing, mark } from './legend-drawing.js';

/** @typedef {import('./drawing.js').Shape} Shape */

const width = 640;
const box = { left: 58, top: 36, width: 566, height: 330 };

/**
 * Learning curves with title and legend, as they go into a paper.
 *
 * @param {import('../../src/report/learning-section.ts').LearningChart} chart
 * @param {import('./curve-drawing.js').Looks} looks
 * @param {(name: string) => string} colour
 * @returns {import('./drawing.js').Drawing}
 */
export function learningDrawing(chart, { routers, shapes: marks, dashes }, colour) {
  const layers = learningLayers(chart, routers);
  const points = layers.flatMap((layer) => layer.points);
  const axes = axesDrawing(
    box,
    {
      x: [0, Math.max(...points.map(({ x }) => x))],
      y: [
        Math.floor(Math.min(...points.map(({ low }) => low))),
        Math.ceil(Math.max(...points.map(({ high }) => high))),
      ],
      xTitle: chart.xTitle,
      yTitle: 'accuracy at 40 % of the cost, %',
    },
    colour,
  );
  /** @param {number} x @param {number} y */
  const at = (x, y) => /** @type {const} */ ([axes.left(x), axes.top(y)]);
  const drawn = [...layers].reverse().flatMap((layer) => {
    const fill = colour(layer.colour);
    const high = layer.points.map((point) => at(point.x, point.high));
    const low = layer.points.map((point) => at(point.x, point.low)).reverse();
    /** @type {Shape[]} */
    const band = layer.hasBand
      ? [{ kind: 'path', points: [...high, ...low], closed: true, fill, opacity: 0.14 }]
      : [];
    /** @type {Shape} */
    const line = {
      kind: 'path',
      points: layer.points.map(({ x, y }) => at(x, y)),
      stroke: fill,
      width: layer.isMain ? 2.5 : 1.5,
      dash: dashes[layer.dash] ?? [],
    };
    const polygon = marks[layer.shape]?.polygon;
    const own = layer.points.map(({ x, y }) => mark(polygon, ...at(x, y), layer.isMain ? 9 : 7, fill));
    return [...band, line, ...own];
  });
  const legend = legendDrawing(
    layers.map((layer) => ({
      name: layer.method,
      fill: colour(layer.colour),
      polygon: marks[layer.shape]?.polygon,
      line: false,
      dash: [],
    })),
    { left: box.left, top: box.top + box.height + 58, right: width },
    colour,
  );
  return {
    width,
    height: box.top + box.height + 52 + legend.height,
    title: chart.title,
    background: colour('card'),
    shapes: [
      { kind: 'text', x: box.left, y: 22, text: chart.title, fill: colour('ink'), size: 14, bold: true },
      ...axes.shapes,
      ...drawn,
      ...legend.shapes,
    ],
  };
}
