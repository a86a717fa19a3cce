import { chartOptions } from './chart-options.js';
import { costEnd, curveLayers, toldPoint } from './curve-layers.js';
import { colour, faint } from './palette.js';

const gap = { x: Number.NaN, y: Number.NaN };

function endPoint(point, name) {
  return {
    data: [point],
    pointStyle: 'circle',
    pointRadius: 6,
    pointHoverRadius: 8,
    pointBackgroundColor: colour(name),
    pointBorderColor: colour('card'),
    pointBorderWidth: 1.5,
  };
}

/** Line, knobs, budgeted accuracies with their intervals, and for the main router the band between those. */
function layerDatasets({ look, colour: name, line, marks, hasIntervals, budgets }, shapes, dashes) {
  const { pointStyle, rotation } = shapes[look.shape];
  const isMain = look.role === 'main';
  const mark = { pointStyle, rotation, pointBackgroundColor: colour(name) };
  const datasets = [
    {
      ...mark,
      data: budgets,
      pointRadius: isMain ? 6.5 : 5,
      pointHoverRadius: 8,
      pointBorderColor: colour('card'),
      pointBorderWidth: 1,
    },
    {
      data: hasIntervals ? budgets.flatMap(({ x, low, high }) => [{ x, y: low }, { x, y: high }, gap]) : [],
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 0,
      borderColor: faint(name, 0.75),
      borderWidth: isMain ? 2.25 : 1.5,
    },
    {
      ...mark,
      data: look.role === 'model' ? marks : line,
      showLine: look.role !== 'model',
      pointRadius: (context) => (context.raw?.text ? (look.role === 'model' ? 6 : 2.25) : 0),
      pointHitRadius: 4,
      pointBorderColor: look.role === 'model' ? colour('card') : colour(name),
      borderColor: faint(name, isMain || look.role === 'bound' ? 0.95 : 0.6),
      borderWidth: isMain ? 2.5 : 1.5,
      borderDash: look.role === 'bound' ? [2, 3] : dashes[look.dash],
    },
  ];
  if (!isMain) return datasets;
  const edge = (end, fill) => ({
    data: budgets.map((point) => ({ x: point.x, y: point[end] })),
    showLine: true,
    pointRadius: 0,
    pointHitRadius: 0,
    borderWidth: 0,
    backgroundColor: faint(name, 0.14),
    fill,
  });
  return [...datasets, edge('high', '+1'), edge('low', false)];
}

/** Chart.js configuration of one benchmark: curves between the two ends. */
export function curveChart(chart, { routers, shapes, dashes }, shown) {
  const { small, large } = chart;
  const ends = [small, large].filter(Boolean);
  const layers = curveLayers(chart, routers, shown);
  const datasets = [
    ...(small ? [endPoint(toldPoint('srm-only', small), 'small')] : []),
    ...(large ? [endPoint(toldPoint('lrm-only', large), 'large')] : []),
    ...layers.flatMap((layer) => layerDatasets(layer, shapes, dashes)),
    {
      data: ends.map(({ x, y }) => ({ x, y })),
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 0,
      borderColor: colour('line'),
      borderDash: [5, 4],
      borderWidth: 1.5,
    },
  ];
  const options = chartOptions('cost, % of the large model alone', 'accuracy, %', (value) => `${value} %`);
  options.scales.x.min = 0;
  options.scales.x.max = costEnd(layers);
  options.scales.x.afterBuildTicks = (axis) => {
    axis.ticks = Array.from({ length: Math.floor(axis.max / 20) + 1 }, (_, i) => ({ value: 20 * i }));
  };
  options.scales.x.ticks.maxTicksLimit = 30;
  return { type: 'scatter', data: { datasets }, options };
}
