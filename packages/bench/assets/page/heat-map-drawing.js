/** @typedef {import('./drawing.js').Shape} Shape */

const cell = { width: 52, height: 26 };
const top = 62;

/**
 * Share of the dearest model, a row a router.
 *
 * @param {import('../../src/report/heat-map.ts').HeatMap} map
 * @param {(name: string) => string} colour
 * @returns {import('./drawing.js').Drawing}
 */
export function heatMapDrawing({ setting, dearest, by, columns, rows }, colour) {
  const title = `Steps by ${dearest}, % (${setting}, by ${by === 'kind' ? 'kind' : 'position'} of the step)`;
  const left = 24 + 7 * Math.max(...rows.map(({ router }) => router.length));
  const middle = /** @type {const} */ ('middle');
  /** @type {Shape[]} */
  const shapes = [{ kind: 'text', x: 12, y: 24, text: title, fill: colour('ink'), size: 14, bold: true }];
  columns.forEach((column, i) => {
    const x = left + (i + 0.5) * cell.width;
    shapes.push({
      kind: 'text',
      x,
      y: top - 8,
      text: column,
      fill: colour('muted'),
      size: 11,
      anchor: middle,
    });
  });
  rows.forEach(({ router, cells }, row) => {
    const y = top + row * cell.height;
    shapes.push({ kind: 'text', x: 12, y: y + 17, text: router, fill: colour('ink') });
    cells.forEach((value, i) => {
      if (value === null) return;
      const x = left + i * cell.width;
      /** @type {(readonly [number, number])[]} */
      const corners = [
        [x + 1, y + 1],
        [x + cell.width - 1, y + 1],
        [x + cell.width - 1, y + cell.height - 1],
        [x + 1, y + cell.height - 1],
      ];
      const fill = colour('ink');
      shapes.push(
        {
          kind: 'path',
          points: corners,
          closed: true,
          fill: colour('heat'),
          opacity: 0.04 + 0.96 * value.share,
        },
        {
          kind: 'text',
          x: x + cell.width / 2,
          y: y + 17,
          text: (100 * value.share).toFixed(0),
          fill,
          anchor: middle,
        },
      );
    });
  });
  return {
    width: Math.max(left + columns.length * cell.width + 12, 24 + 8 * title.length),
    height: top + rows.length * cell.height + 12,
    title,
    background: colour('card'),
    shapes,
  };
}
