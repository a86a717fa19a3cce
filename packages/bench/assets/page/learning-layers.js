/** @typedef {import('../../src/report/learning-section.ts').LearningChart} LearningChart */
/** @typedef {import('../../src/report/report-routers.ts').ReportRouter} ReportRouter */

/** Bands of more methods than that hide one another: only the main router keeps its own. */
const mostBands = 3;

/**
 * What is drawn of each method, the main router first; the screen and the exported pictures draw the same.
 *
 * @param {LearningChart} chart
 * @param {readonly ReportRouter[]} routers
 */
export function learningLayers({ x, lines }, routers) {
  return lines
    .map(({ method, points }) => {
      const look = routers.find(({ router }) => router === method);
      const isMain = look?.role === 'main';
      return {
        method,
        isMain,
        colour: look === undefined ? 'line' : `router-${look.colour}`,
        shape: look?.shape ?? 0,
        dash: look?.dash ?? 0,
        hasBand: isMain || lines.length <= mostBands,
        points: points.map((point) => ({
          x: point[x],
          y: point.y,
          low: point.low,
          high: point.high,
          text: [
            `${method} after ${point.update} updates`,
            `${point.y.toFixed(1)} % right at 40 % of the cost, seeds ${point.low.toFixed(1)} to ${point.high.toFixed(1)} %`,
            `${point.rollouts.toLocaleString('en')} rollouts, ${point.calls.toLocaleString('en')} model calls`,
          ],
        })),
      };
    })
    .sort((a, b) => Number(b.isMain) - Number(a.isMain));
}
