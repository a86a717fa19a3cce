import { chartOptions } from './chart-options.js';
import { learningLayers } from './learning-layers.js';
import { colour, faint } from './palette.js';

/** Chart.js configuration of learning curves: a line a method, and the band of its seeds. */
export function learningChart(chart, { routers, shapes, dashes }) {
  const datasets = learningLayers(chart, routers).flatMap((layer) => {
    const { pointStyle, rotation } = shapes[layer.shape];
    const line = {
      data: layer.points.map(({ x, y, text }) => ({ x, y, text })),
      showLine: true,
      pointStyle,
      rotation,
      pointRadius: layer.isMain ? 4.5 : 3.5,
      pointHitRadius: 5,
      pointBackgroundColor: colour(layer.colour),
      pointBorderColor: colour(layer.colour),
      borderColor: faint(layer.colour, layer.isMain ? 0.95 : 0.7),
      borderWidth: layer.isMain ? 2.5 : 1.5,
      borderDash: dashes[layer.dash],
    };
    if (!layer.hasBand) return [line];
    const edge = (end, fill) => ({
      data: layer.points.map((point) => ({ x: point.x, y: point[end] })),
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 0,
      borderWidth: 0,
      backgroundColor: faint(layer.colour, 0.14),
      fill,
    });
    return [line, edge('high', '+1'), edge('low', false)];
  });
  const options = chartOptions(chart.xTitle, 'accuracy at 40 % of the cost, %', undefined);
  options.scales.x.min = 0;
  return { type: 'scatter', data: { datasets }, options };
}
