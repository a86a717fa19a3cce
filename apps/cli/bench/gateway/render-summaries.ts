import type { Range, Summary } from './summarise-rounds.ts';
import type { Target } from './target.ts';

/** The summaries as two Markdown tables, answers that are not streamed first. */
export function renderSummaries(summaries: readonly Summary[], targets: readonly Target[]): string {
  const place = (summary: Summary): number => targets.findIndex(({ id }) => id === summary.target);
  const table = (streamed: boolean): string => {
    const rows = summaries
      .filter((summary) => summary.streamed === streamed)
      .sort((a, b) => a.connections - b.connections || place(a) - place(b))
      .map((summary) => {
        const title = targets[place(summary)]?.title;
        const cells = [
          summary.connections,
          title,
          summary.callsPerRequest.toFixed(1),
          Math.round(summary.requestsPerSecond.median).toLocaleString('en'),
          summary.p50.median.toFixed(2),
          summary.p99.median.toFixed(2),
          withRange(summary.addedP50),
          withRange(summary.addedP99),
          summary.processorMilliseconds?.median.toFixed(2) ?? '',
        ];
        return `| ${cells.join(' | ')} |`;
      });
    return [
      streamed ? '## Streamed' : '## Not streamed',
      '',
      '| connections | way | calls a request | requests/s | p50 ms | p99 ms | added p50 a call | added p99 a call | CPU ms a call |',
      '|---|---|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  };
  return `${table(false)}\n\n${table(true)}\n`;
}

function withRange(range: Range | undefined): string {
  if (range === undefined) return '';
  return `${range.median.toFixed(2)} (${range.least.toFixed(2)} to ${range.most.toFixed(2)})`;
}
