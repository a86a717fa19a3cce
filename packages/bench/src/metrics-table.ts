import type { Interval, Results, RouterResult } from '@roro/core';
import { markdownTable, markdownText } from './markdown.js';
import { type Metric, metricCatalogue } from './metrics/metric-catalogue.js';
import { largeOnly, smallOnly } from './outcomes.js';

/** A value as tables give it: a share in percent, another number in three significant digits. */
export function metricText({ form }: Pick<Metric, 'form'>, value: number): string {
  const text = form === 'share' ? (100 * value).toFixed(1) : value.toExponential(2);
  return text.replaceAll('-', '−');
}

function cell(metric: Metric, interval: Interval | undefined): string {
  if (interval === undefined) return '–';
  const [value, low, high] = [interval.value, interval.low, interval.high].map((x) => metricText(metric, x));
  return `${value} [${low}, ${high}]`;
}

/**
 * The metrics beside budgeted accuracy in Markdown, a table a setting, with 95 % intervals; shares are in percent, "–" is what
 * has no meaning. ↑ marks those of which more is better, ↓ the others. Empty for results without metrics.
 */
export function metricsMarkdown(results: Results): string {
  const named = (router: RouterResult): string =>
    router.router === smallOnly ? 'SRM–LRM line' : router.router;
  return results.settings
    .flatMap(({ setting, benchmarks }) => {
      const rows = benchmarks.flatMap(({ benchmark, routers }) =>
        routers
          .filter(({ router, metrics }) => router !== largeOnly && metrics !== undefined)
          .map((router, i) => [
            i === 0 ? markdownText(benchmark) : '',
            markdownText(named(router)),
            ...metricCatalogue.map((metric) => cell(metric, router.metrics?.[metric.name])),
          ]),
      );
      if (rows.length === 0) return [];
      const heads = metricCatalogue.map(({ name, better }) => `${name} ${better === 'higher' ? '↑' : '↓'}`);
      const table = markdownTable(['benchmark', 'router', ...heads], rows, 2);
      return [`**${markdownText(setting)}**\n\n${table}`];
    })
    .join('\n\n');
}
