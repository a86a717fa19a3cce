/** @typedef {import('../../src/report/chart-data.ts').ChartData} ChartData */
/** @typedef {import('../../src/report/report-routers.ts').ReportRouter} ReportRouter */
/** @typedef {import('../../src/report/chart-data.ts').ChartPoint} ChartPoint */
/** @typedef {{ x: number, y: number, text?: string[] }} Point a point with a text has a tooltip */

/**
 * What is drawn of one router; intervals of the main one, and of all where there are few.
 *
 * @typedef {{ look: ReportRouter, colour: string, line: Point[], marks: Point[], hasIntervals: boolean,
 *   budgets: (Point & { low: number, high: number })[] }} CurveLayer
 */

/** Neighbouring bars would hide each other at the same abscissa: so far apart, and over so much at most, in % of the cost. */
const apart = 0.8;
const spread = 5;

/** Intervals of more routers than that hide one another. */
const mostIntervals = 6;

/** In % of the cost: what costs more is of no use to anybody, and would press the rest together. */
const dearest = 140;

/**
 * End of the axis of costs.
 *
 * @param {readonly CurveLayer[]} layers
 */
export function costEnd(layers) {
  return Math.min(dearest, Math.max(105, ...layers.flatMap(({ line }) => line.map(({ x }) => x + 5))));
}

/**
 * A knob with what a reader is told of it.
 *
 * @param {string} router
 * @param {ChartPoint} point
 * @returns {Point}
 */
export function toldPoint(router, { x, y, knob, large, calls }) {
  return {
    x,
    y,
    text: [
      knob === undefined ? router : `${router} at knob ${knob}`,
      `${y.toFixed(1)} % right at ${x.toFixed(1)} % cost`,
      `${large} % of tokens by the large model, ${calls.toFixed(1)} calls a question`,
    ],
  };
}

/**
 * What a bound reaches it reaches at every higher cost too.
 *
 * @param {Point[]} line
 * @param {number} end
 */
function flatAfter(line, end) {
  const last = line.at(-1);
  return last === undefined || last.x >= end ? line : [...line, { x: end, y: last.y }];
}

/**
 * Layers of a chart, the main router first; the screen and the exported pictures draw the same ones.
 *
 * @param {ChartData} chart
 * @param {readonly ReportRouter[]} routers
 * @param {ReadonlySet<string>} shown
 * @returns {CurveLayer[]}
 */
export function curveLayers({ small, large, series }, routers, shown) {
  const ends = [small, large].flatMap((end) => (end ? [{ x: end.x, y: end.y }] : []));
  const visible = routers.filter(({ router }) => shown.has(router));
  const barred = visible.filter(({ role }) => role === 'main' || role === 'router');
  return visible.flatMap((look) => {
    const own = series.find(({ router }) => router === look.router);
    if (own === undefined) return [];
    const isModel = look.role === 'model';
    const points = own.points.map(({ knob, ...point }) =>
      toldPoint(look.router, isModel || knob === undefined ? point : { ...point, knob }),
    );
    const byCost = [...(look.role === 'bound' ? [] : ends), ...points].sort((a, b) => a.x - b.x);
    const shift = (barred.indexOf(look) - (barred.length - 1) / 2) * Math.min(apart, spread / barred.length);
    return [
      {
        look,
        colour: isModel ? `middle-${look.colour}` : look.role === 'bound' ? 'bound' : `router-${look.colour}`,
        line: isModel ? [] : look.role === 'bound' ? flatAfter(byCost, large?.x ?? 100) : byCost,
        marks: points,
        hasIntervals: look.role === 'main' || barred.length <= mostIntervals,
        budgets: barred.includes(look)
          ? own.budgets.map(({ x, y, low, high }) => ({
              x: Math.round(100 * (x + shift)) / 100,
              y,
              low,
              high,
              text: [
                `${look.router}: BA@${x} = ${y.toFixed(1)} %`,
                `95 % interval ${low.toFixed(1)} to ${high.toFixed(1)} %`,
              ],
            }))
          : [],
      },
    ];
  });
}
