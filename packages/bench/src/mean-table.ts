import type { Comparison, Results } from '@roro/core';
import { allSettings, budgets, straightLine } from './evaluate.js';
import { points } from './headline.js';
import { markdownTable } from './markdown.js';
import { largeOnly, smallOnly } from './outcomes.js';

/** One router over every benchmark and setting of a study. */
export interface MeanRow {
  router: string;
  /** Mean budgeted accuracy over all cells, at 20, 40 and 60 % of the cost, range [0, 1]. */
  means: number[];
  /** Main router minus this one, over all budgets and cells; undefined for the main router. */
  difference: Comparison | undefined;
  /** What training took, mean over settings; undefined where it is not trained. */
  rollouts: number | undefined;
  calls: number | undefined;
}

function isMeanOfAll({ setting, metric }: Comparison): boolean {
  return setting === allSettings && metric === `mean BA@${budgets.join('/')}`;
}

/** Means over the cells (benchmark × setting) of a study; the straight SRM–LRM line stands for the small model's row. */
export function meanRows(results: Results): MeanRow[] {
  const cells = results.settings.flatMap(({ benchmarks }) => benchmarks);
  const names = (cells[0]?.routers ?? []).map(({ router }) => router).filter((name) => name !== largeOnly);
  return names.flatMap((name) => {
    const own = cells.flatMap(({ routers }) => routers.find(({ router }) => router === name) ?? []);
    if (own.length < cells.length) return [];
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const spent = own.flatMap(({ budget }) => budget ?? []);
    const router = name === smallOnly ? straightLine : name;
    return [
      {
        router,
        means: budgets.map((budget) =>
          mean(own.map(({ budgetedAccuracy }) => budgetedAccuracy[`${budget}`].value)),
        ),
        difference: results.comparisons?.find(
          (comparison) => isMeanOfAll(comparison) && comparison.baseline === router,
        ),
        rollouts: spent.length === own.length ? mean(spent.map((budget) => budget.rollouts)) : undefined,
        calls: spent.length === own.length ? mean(spent.map((budget) => budget.calls)) : undefined,
      },
    ];
  });
}

/** `meanRows` in Markdown: accuracies in percent, differences in points with 95 % intervals. */
export function meanMarkdown(results: Results): string {
  const head = [
    'router',
    ...budgets.map((b) => `BA@${b}`),
    'mean',
    `${results.comparisons?.find(isMeanOfAll)?.router ?? 'main'} − router`,
    'rollouts',
    'model calls',
  ];
  const figure = (value: number): string => (100 * value).toFixed(1);
  const count = (value: number | undefined): string =>
    value === undefined ? '' : Math.round(value).toLocaleString('en');
  const rows = meanRows(results).map(({ router, means, difference, rollouts, calls }) => [
    router === straightLine ? 'SRM–LRM line' : router,
    ...means.map(figure),
    figure(means.reduce((sum, value) => sum + value, 0) / means.length),
    difference === undefined
      ? ''
      : `${points(difference.difference.value)} [${points(difference.difference.low)}, ${points(difference.difference.high)}]`,
    count(rollouts),
    count(calls),
  ]);
  return markdownTable(head, rows, 1);
}
