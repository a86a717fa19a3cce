import { chartOptions } from './chart-options.js';
import { colour, faint } from './palette.js';

/** Chart.js configuration of one training metric, a line per seed. */
export function trainingChart({ lines }) {
  const datasets = lines.map(({ label, points }, index) => ({
    data: points.map(({ x, y }) => ({ x, y, text: [label, `update ${x}: ${y?.toPrecision(4)}`] })),
    showLine: true,
    pointRadius: 0,
    pointHitRadius: 6,
    borderColor: faint('router-0', 1 - (0.6 * index) / Math.max(1, lines.length)),
    pointBackgroundColor: colour('router-0'),
    borderWidth: 1.5,
  }));
  const options = chartOptions('', '', undefined);
  for (const axis of Object.values(options.scales)) axis.ticks.maxTicksLimit = 4;
  return { type: 'scatter', data: { datasets }, options };
}
