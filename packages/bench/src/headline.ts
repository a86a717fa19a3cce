import type { Comparison, Results } from '@roro/core';
import { budgetRows } from './budget-rows.js';
import { straightLine } from './evaluate.js';
import { largeOnly, oracleBound, smallOnly } from './outcomes.js';

/** BA@40 of one setting, averaged over the benchmarks of the headline. */
export interface SettingHeadline {
  setting: string;
  /** Mean accuracy and cost share of each model alone; undefined where it was not run everywhere. */
  small: { accuracy: number; costShare: number } | undefined;
  large: { accuracy: number; costShare: number } | undefined;
  /** Mean BA@40 of every router and of the straight line, best first. */
  routers: { router: string; value: number; comparison: Comparison | undefined }[];
}

export interface Headline {
  /** The router that the results are about. */
  router: string;
  benchmarks: string[];
  settings: SettingHeadline[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The figures one should see first: mean BA@40 per router and setting. Router and benchmarks are those of the
 * results' comparisons; without comparisons, all benchmarks and the router with the best mean. Undefined where
 * the results hold no router beside the two ends.
 */
export function headline(results: Results): Headline | undefined {
  const first = results.comparisons?.[0];
  const benchmarks = first?.benchmarks ?? [
    ...new Set(results.settings.flatMap((setting) => setting.benchmarks.map(({ benchmark }) => benchmark))),
  ];
  const settings = results.settings.flatMap((setting): SettingHeadline[] => {
    const tables = setting.benchmarks
      .filter(({ benchmark }) => benchmarks.includes(benchmark))
      .map((benchmark) => budgetRows(benchmark));
    const rowsOf = (name: string) =>
      tables.flatMap((rows) => rows.find(({ router }) => router === name) ?? []);
    const complete = (name: string): boolean => rowsOf(name).length === tables.length;
    const alone = (name: string): SettingHeadline['small'] => {
      const points = rowsOf(name).flatMap((row) => row.alone ?? []);
      return tables.length === 0 || !complete(name)
        ? undefined
        : {
            accuracy: mean(points.map(({ accuracy }) => accuracy)),
            costShare: mean(points.map(({ costShare }) => costShare)),
          };
    };
    const names = (tables[0] ?? []).map(({ router }) => router);
    const routers = names
      .filter((name) => name !== smallOnly && name !== largeOnly && complete(name))
      .map((router) => ({
        router,
        value: mean(
          rowsOf(router).flatMap(({ cells }) =>
            cells[1]?.type === 'estimate' ? cells[1].interval.value : [],
          ),
        ),
        comparison: results.comparisons?.find(
          (comparison) =>
            comparison.setting === setting.setting &&
            comparison.metric === 'mean BA@40' &&
            comparison.router === first?.router &&
            comparison.baseline === router,
        ),
      }))
      .sort((a, b) => b.value - a.value);
    if (routers.length === 0) return [];
    return [{ setting: setting.setting, small: alone(smallOnly), large: alone(largeOnly), routers }];
  });
  const best = settings[0]?.routers.find(
    ({ router }) => router !== straightLine && router !== oracleBound,
  )?.router;
  const router = first?.router ?? best;
  return router === undefined ? undefined : { router, benchmarks, settings };
}

/** 0.7843 → "78.4 %". */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** A difference of accuracies in points: 0.061 → "+6.1". */
export function points(difference: number): string {
  const rounded = (100 * difference).toFixed(1);
  return difference >= 0 ? `+${rounded.replace('-', '')}` : rounded.replace('-', '−');
}

/** One sentence for a terminal or the top of a page; every figure in it is read from the results. */
export function headlineSentence({ router, settings }: Headline): string {
  const figures = settings.flatMap((setting) => {
    const value = setting.routers.find((entry) => entry.router === router)?.value;
    if (value === undefined) return [];
    const large =
      setting.large === undefined ? '' : ` against ${percent(setting.large.accuracy)} at full cost`;
    return [`${percent(value)} (${setting.setting}${large})`];
  });
  return `At 40 % of the large model's cost, ${router} answers ${figures.join(' and ')} of the questions right.`;
}
