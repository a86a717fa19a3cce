/** @typedef {import('./drawing.js').Shape} Shape */

/**
 * Round numbers between two ends, four to eight of them.
 *
 * @param {number} low
 * @param {number} high
 */
export function ticks(low, high) {
  const raw = (high - low) / 7;
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * A plot's frame: where values lie, and its grid, ticks and titles.
 *
 * @param {{ left: number, top: number, width: number, height: number }} box in pixels
 * @param {{ x: [number, number], y: [number, number], xTitle?: string, yTitle?: string, unit?: string }} range
 * @param {(name: string) => string} colour
 */
export function axesDrawing(box, { x, y, xTitle, yTitle, unit = '' }, colour) {
  /** @param {number} value */
  const left = (value) => box.left + (box.width * (value - x[0])) / (x[1] - x[0] || 1);
  /** @param {number} value */
  const top = (value) => box.top + box.height - (box.height * (value - y[0])) / (y[1] - y[0] || 1);
  const bottom = box.top + box.height;
  const text = { kind: /** @type {const} */ ('text'), fill: colour('muted'), size: 11 };
  const rule = { kind: /** @type {const} */ ('path'), stroke: colour('rule') };
  const middle = /** @type {const} */ ('middle');
  const end = /** @type {const} */ ('end');
  /** @type {Shape[]} */
  const shapes = [
    ...ticks(...x).flatMap((value) => [
      {
        ...rule,
        points: [/** @type {const} */ ([left(value), box.top]), /** @type {const} */ ([left(value), bottom])],
      },
      { ...text, x: left(value), y: bottom + 16, text: `${value}${unit}`, anchor: middle },
    ]),
    ...ticks(...y).flatMap((value) => [
      {
        ...rule,
        points: [
          /** @type {const} */ ([box.left, top(value)]),
          /** @type {const} */ ([box.left + box.width, top(value)]),
        ],
      },
      { ...text, x: box.left - 6, y: top(value) + 4, text: `${value}${unit}`, anchor: end },
    ]),
  ];
  if (xTitle !== undefined)
    shapes.push({ ...text, x: box.left + box.width / 2, y: bottom + 34, text: xTitle, anchor: middle });
  if (yTitle !== undefined) {
    shapes.push({
      ...text,
      x: box.left - 42,
      y: box.top + box.height / 2,
      text: yTitle,
      anchor: middle,
      upwards: true,
    });
  }
  return { left, top, shapes };
}
