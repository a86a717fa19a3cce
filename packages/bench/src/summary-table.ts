import type { Comparison, Results } from '@roro/core';
import { type BudgetCell, budgetRows } from './budget-rows.js';
import { allSettings, budgets, straightLine } from './evaluate.js';
import { headline, headlineSentence, percent, points } from './headline.js';
import { markdownTable, markdownText } from './markdown.js';
import { pValueText } from './statistics/p-value-text.js';

function figure(share: number): string {
  return (100 * share).toFixed(1);
}

function cellText(cell: BudgetCell): string {
  if (cell.type === 'over-budget') return '–';
  if (cell.type === 'alone') return figure(cell.accuracy);
  const { value, low, high } = cell.interval;
  return `${figure(value)} [${figure(low)}, ${figure(high)}]${cell.best ? '*' : ''}`;
}

interface Line {
  benchmark: string;
  router: string;
  alone: string;
  cells: string[];
  best: boolean[];
}

function lines(setting: Results['settings'][number]): Line[] {
  return setting.benchmarks.flatMap((benchmark) =>
    budgetRows(benchmark).map((row, i) => ({
      benchmark: i === 0 ? benchmark.benchmark : '',
      router: row.router === straightLine ? 'SRM–LRM line' : row.router,
      alone:
        row.alone === undefined ? '' : `${figure(row.alone.accuracy)} at ${percent(row.alone.costShare, 0)}`,
      cells: row.cells.map(cellText),
      best: row.cells.map((cell) => cell.type === 'estimate' && cell.best),
    })),
  );
}

const heads = ['benchmark', 'router', 'alone, at cost', ...budgets.map((budget) => `BA@${budget}`)];

/** p-values of a comparison, where they were computed: ", p = 0.012, 0.048 adjusted". */
function significance({ pValue, adjustedPValue }: Comparison): string {
  if (pValue === undefined) return '';
  const adjusted = adjustedPValue === undefined ? '' : `, ${pValueText(adjustedPValue)} adjusted`;
  return `, p = ${pValueText(pValue)}${adjusted}`;
}

/** Differences of mean budgeted accuracies with their intervals, a line each. */
function comparisonLines(results: Results, setting: string): string[] {
  return (results.comparisons ?? [])
    .filter((comparison) => comparison.setting === setting)
    .map((comparison) => {
      const { metric, router, baseline, difference, benchmarks } = comparison;
      const other = baseline === straightLine ? 'SRM–LRM line' : baseline;
      const range = `[${points(difference.low)}, ${points(difference.high)}]`;
      return `${metric} (${benchmarks.join(', ')}): ${router} − ${other} = ${points(difference.value)} points ${range}${significance(comparison)}`;
    });
}

/**
 * The results as aligned plain text for a terminal: accuracy in percent at 20, 40 and 60 % of the LRM-only cost
 * with 95 % intervals. `*` marks the best of a column; "–" a model that the budget does not afford.
 */
export function summaryTable(results: Results): string {
  const figures = headline(results);
  const parts: string[] = figures === undefined ? [] : [headlineSentence(figures)];
  for (const setting of results.settings) {
    const rows = lines(setting).map((line) => [line.benchmark, line.router, line.alone, ...line.cells]);
    const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
    const pad = (row: readonly string[]): string =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd();
    const block = [`${setting.setting} (${setting.pool.join(' → ')})`, pad(heads)];
    block.push(widths.map((width) => '─'.repeat(width)).join('  '));
    rows.forEach((row, i) => {
      if (i > 0 && row[0] !== '') block.push('');
      block.push(pad(row));
    });
    const comparisons = comparisonLines(results, setting.setting);
    if (comparisons.length > 0) block.push('', ...comparisons);
    parts.push(block.join('\n'));
  }
  const across = comparisonLines(results, allSettings);
  if (across.length > 0) parts.push(['all settings', ...across].join('\n'));
  return parts.join('\n\n');
}

/** The same table in Markdown, best of a column in bold. */
export function summaryMarkdown(results: Results): string {
  const figures = headline(results);
  const parts: string[] = figures === undefined ? [] : [markdownText(headlineSentence(figures))];
  for (const setting of results.settings) {
    const rows = lines(setting).map((line) => [
      markdownText(line.benchmark),
      markdownText(line.router),
      line.alone,
      ...line.cells.map((text, i) => (line.best[i] ? `**${text.slice(0, -1)}**` : text)),
    ]);
    parts.push(`**${markdownText(setting.setting)}** (${setting.pool.map(markdownText).join(' → ')})`);
    parts.push(markdownTable(heads, rows, 2));
    const comparisons = comparisonLines(results, setting.setting).map((text) => `- ${markdownText(text)}`);
    if (comparisons.length > 0) parts.push(comparisons.join('\n'));
  }
  const across = comparisonLines(results, allSettings).map((text) => `- ${markdownText(text)}`);
  if (across.length > 0) parts.push(`**all settings**\n\n${across.join('\n')}`);
  return parts.join('\n\n');
}
