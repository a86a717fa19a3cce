import { axesDrawing } from './axes-drawing.js';

const box = { left: 58, top: 36, width: 366, height: 200 };

/**
 * One training metric, a line per seed.
 *
 * @param {{ setting: string, metric: string, lines: { label: string, points: { x: number, y: number | null }[] }[] }} chart
 * @param {(name: string) => string} colour
 * @returns {import('./drawing.js').Drawing}
 */
export function trainingDrawing({ setting, metric, lines }, colour) {
  const known = lines.map(({ points }) => points.flatMap(({ x, y }) => (y === null ? [] : { x, y })));
  const xs = known.flat().map(({ x }) => x);
  const ys = known.flat().map(({ y }) => y);
  const axes = axesDrawing(
    box,
    { x: [Math.min(...xs), Math.max(...xs)], y: [Math.min(...ys), Math.max(...ys)], xTitle: 'update' },
    colour,
  );
  const title = `${metric}, ${setting}`;
  return {
    width: 440,
    height: box.top + box.height + 44,
    title,
    background: colour('card'),
    shapes: [
      { kind: 'text', x: box.left, y: 22, text: title, fill: colour('ink'), size: 13, bold: true },
      ...axes.shapes,
      ...known.map((points, index) => ({
        kind: /** @type {const} */ ('path'),
        points: points.map(({ x, y }) => /** @type {const} */ ([axes.left(x), axes.top(y)])),
        stroke: colour('router-0'),
        width: 1.5,
        opacity: 1 - (0.6 * index) / Math.max(1, lines.length),
      })),
    ],
  };
}
