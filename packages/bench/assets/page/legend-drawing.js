/** @typedef {import('./drawing.js').Shape} Shape */

const rowHeight = 20;

/**
 * A mark of the palette.
 *
 * @param {readonly (readonly [number, number])[] | undefined} polygon in a box of 12 × 12
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} fill
 * @param {string} [stroke]
 * @returns {Shape}
 */
export function mark(polygon, x, y, size, fill, stroke) {
  const edge = stroke === undefined ? {} : { stroke };
  if (polygon === undefined) return { kind: 'circle', x, y, radius: size / 2, fill, ...edge };
  const points = polygon.map(
    ([px, py]) => /** @type {const} */ ([x + ((px - 6) * size) / 12, y + ((py - 6) * size) / 12]),
  );
  return { kind: 'path', points, closed: true, fill, ...edge };
}

/**
 * Names of what is drawn, in rows below a plot.
 *
 * @param {readonly { name: string, fill: string, polygon: readonly (readonly [number, number])[] | undefined, line: boolean,
 *   dash: readonly number[] }[]} entries a line, else a mark; the dash is that of a line
 * @param {{ left: number, top: number, right: number }} place `top` is the foot of the first row
 * @param {(name: string) => string} colour
 */
export function legendDrawing(entries, { left, top, right }, colour) {
  /** @type {Shape[]} */
  const shapes = [];
  let x = left;
  let row = 0;
  for (const { name, fill, polygon, line, dash } of entries) {
    const space = 34 + 6.4 * name.length;
    if (x > left && x + space > right) {
      x = left;
      row += 1;
    }
    const y = top + row * rowHeight;
    if (line)
      shapes.push({
        kind: 'path',
        points: [
          [x, y - 4],
          [x + 16, y - 4],
        ],
        stroke: fill,
        width: 2,
        dash,
      });
    else shapes.push(mark(polygon, x + 8, y - 4, 10, fill));
    shapes.push({ kind: 'text', x: x + 21, y, text: name, fill: colour('ink'), size: 12 });
    x += space;
  }
  return { shapes, height: (row + 1) * rowHeight };
}
