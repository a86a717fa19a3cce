import { type Html, html } from './html.js';

/** The metrics of one training, a record per update. Values that are not finite numbers leave a gap. */
export interface TrainingCurve {
  setting: string;
  seed: number;
  records: readonly Readonly<Record<string, unknown>>[];
}

export interface TrainingChart {
  id: string;
  lines: { label: string; points: { x: number; y: number | null }[] }[];
}

/** A small chart per setting and metric, a line per seed; `update` (or the position) is the abscissa. */
export function trainingCharts(training: readonly TrainingCurve[]): (TrainingChart & {
  setting: string;
  metric: string;
})[] {
  const settings = [...new Set(training.map(({ setting }) => setting))];
  return settings.flatMap((setting, settingIndex) => {
    const curves = training.filter((curve) => curve.setting === setting);
    const metrics = new Set<string>();
    for (const { records } of curves) {
      for (const record of records) {
        for (const [name, value] of Object.entries(record)) {
          if (name !== 'update' && typeof value === 'number' && Number.isFinite(value)) metrics.add(name);
        }
      }
    }
    // What never changes (group size, a constant learning rate) is no curve.
    const changing = [...metrics].filter(
      (metric) =>
        new Set(curves.flatMap(({ records }) => records.map((record) => record[metric]))).size > 1 ||
        curves.every(({ records }) => records.length === 1),
    );
    return changing.map((metric, metricIndex) => ({
      id: `training-${settingIndex}-${metricIndex}`,
      setting,
      metric,
      lines: curves.map(({ seed, records }) => ({
        label: `seed ${seed}`,
        points: records.map((record, position) => {
          const value = record[metric];
          return {
            x: typeof record.update === 'number' ? record.update : position,
            y: typeof value === 'number' && Number.isFinite(value) ? value : null,
          };
        }),
      })),
    }));
  });
}

/** `largeTokenShare` → "large token share". */
function metricTitle(name: string): string {
  return name
    .replace(/[_/.-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

export function trainingSection(charts: ReturnType<typeof trainingCharts>): Html | undefined {
  if (charts.length === 0) return undefined;
  const settings = [...new Set(charts.map(({ setting }) => setting))];
  return html`<section id="training" class="part"><h2>How the router learned</h2>
<p class="lead">Metrics per update of the policy, a line per seed.</p>
${settings.map(
  (setting) =>
    html`<section><h3>${setting}</h3><div class="small-multiples">${charts
      .filter((chart) => chart.setting === setting)
      .map(
        ({ id, metric }) =>
          html`<figure class="card metric"><figcaption>${metricTitle(metric)}</figcaption><div class="chart" data-figure="${id}"><canvas id="${id}" tabindex="0" role="img" aria-label="${metricTitle(metric)} per update, ${setting}. Arrow keys read the points."></canvas></div></figure>`,
      )}</div></section>`,
)}</section>`;
}
