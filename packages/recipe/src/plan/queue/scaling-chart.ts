import type { ScalingCurve } from './scaling-curve.js';

export interface ChartLine {
  title: string;
  curve: ScalingCurve;
}

const size = { width: 760, height: 440 };
const plot = { left: 70, right: 560, top: 36, bottom: 380 };

/** Okabe and Ito's colours, which colour-blind readers tell apart; every line has a mark of its own beside. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const marks = ['circle', 'square', 'diamond', 'triangle'] as const;

/**
 * Rollouts an hour over workers as an SVG, both axes in powers of two; a ring marks where a curve stops to rise. Follows the reader's
 * colour scheme. The same curves give the same text.
 */
export function scalingChart(lines: readonly ChartLine[]): string {
  const points = lines.flatMap(({ curve }) => curve.points);
  const x = axis(
    points.map(({ workers }) => workers),
    plot.left,
    plot.right,
  );
  const y = axis(
    points.map(({ result }) => result.rolloutsPerHour),
    plot.bottom,
    plot.top,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Rollouts an hour over workers" font-family="system-ui, sans-serif" font-size="13">`,
    '<style>.ink{fill:#24292f}.axis{stroke:#57606a}.grid{stroke:#d0d7de}@media (prefers-color-scheme:dark){.ink{fill:#c9d1d9}.axis{stroke:#8b949e}.grid{stroke:#30363d}}</style>',
    ...x.ticks.map((tick) => vertical(x.at(tick), String(tick))),
    ...y.ticks.map((tick) => horizontal(y.at(tick), tick.toLocaleString('en'))),
    `<path class="axis" fill="none" d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}"/>`,
    text((plot.left + plot.right) / 2, plot.bottom + 42, 'workers', 'middle'),
    text(plot.left - 60, plot.top - 18, 'rollouts an hour', 'start'),
    ...lines.flatMap(({ title, curve }, i) => drawLine(title, curve, i, x.at, y.at)),
    '</svg>',
    '',
  ].join('\n');
}

interface Axis {
  ticks: number[];
  at(value: number): number;
}

/** Powers of two around the values, spread over a length. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log2(Math.min(...values)));
  const high = Math.ceil(Math.log2(Math.max(...values)));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, i) => 2 ** (low + i)),
    at: (value) => from + ((Math.log2(value) - low) / (high - low)) * (to - from),
  };
}

function drawLine(
  title: string,
  { points, stopsAt }: ScalingCurve,
  index: number,
  x: (value: number) => number,
  y: (value: number) => number,
): string[] {
  const colour = colours[index % colours.length] as string;
  const places = points.map(({ workers, result }) => [x(workers), y(result.rolloutsPerHour)] as const);
  const stop = points.findIndex(({ workers }) => workers === stopsAt?.workers);
  const legend = plot.top + 20 + index * 44;
  const [name, detail = ''] = title.split(': ');
  return [
    `<path fill="none" stroke="${colour}" stroke-width="2" d="${places.map(([left, top], i) => `${i === 0 ? 'M' : 'L'}${round(left)} ${round(top)}`).join('')}"/>`,
    ...places.map(([left, top]) => mark(index, left, top, colour)),
    ...places
      .filter((_, i) => i === stop)
      .map(
        ([left, top]) =>
          `<circle cx="${round(left)}" cy="${round(top)}" r="9" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ),
    mark(index, plot.right + 24, legend - 4, colour),
    text(plot.right + 36, legend, name as string, 'start'),
    text(plot.right + 36, legend + 16, detail, 'start'),
  ];
}

function mark(index: number, left: number, top: number, colour: string): string {
  const [cx, cy] = [round(left), round(top)];
  const kind = marks[index % marks.length];
  if (kind === 'circle') return `<circle cx="${cx}" cy="${cy}" r="4" fill="${colour}"/>`;
  if (kind === 'square') return `<path d="M${cx} ${cy}m-4 -4h8v8h-8z" fill="${colour}"/>`;
  if (kind === 'diamond') return `<path d="M${cx} ${cy}m0 -5l5 5l-5 5l-5 -5z" fill="${colour}"/>`;
  return `<path d="M${cx} ${cy}m0 -5l5 9h-10z" fill="${colour}"/>`;
}

function vertical(left: number, label: string): string {
  return `<path class="grid" d="M${round(left)} ${plot.top}V${plot.bottom}"/>${text(left, plot.bottom + 20, label, 'middle')}`;
}

function horizontal(top: number, label: string): string {
  return `<path class="grid" d="M${plot.left} ${round(top)}H${plot.right}"/>${text(plot.left - 8, top + 4, label, 'end')}`;
}

function text(left: number, top: number, label: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text class="ink" x="${round(left)}" y="${round(top)}" text-anchor="${anchor}">${label}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
