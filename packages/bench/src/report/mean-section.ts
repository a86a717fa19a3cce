import type { Comparison, Results } from '@roro/core';
import { budgetRows } from '../budget-rows.js';
import { budgets } from '../evaluate.js';
import { type Headline, points } from '../headline.js';
import { meanRows } from '../mean-table.js';
import { oracleBound } from '../outcomes.js';
import { type Html, html } from './html.js';
import { type ReportRouters, routerMark, routerName } from './router-mark.js';
import { significanceMark, starsNote } from './significance.js';

type Setting = Results['settings'][number];

/** A router over the benchmarks of the headline. */
export interface SettingMean {
  router: string;
  /** Mean budgeted accuracy at each of `budgets`, range [0, 1]. */
  means: number[];
  /** Highest of its column, the oracle left out. */
  best: boolean[];
}

/** Routers that have every benchmark, and the straight line; best at 40 % first, the oracle last. */
export function settingMeans({ benchmarks }: Setting, names: readonly string[]): SettingMean[] {
  const tables = benchmarks.filter(({ benchmark }) => names.includes(benchmark)).map(budgetRows);
  const rows = (tables[0] ?? []).flatMap(({ router }) => {
    const own = tables.flatMap((table) => table.find((row) => row.router === router) ?? []);
    const values = budgets.map((_, i) =>
      own.flatMap(({ cells }) => (cells[i]?.type === 'estimate' ? cells[i].interval.value : [])),
    );
    if (values.some((list) => list.length < tables.length)) return [];
    return [{ router, means: values.map((list) => list.reduce((sum, v) => sum + v, 0) / list.length) }];
  });
  return withBest(rows);
}

/** Marks the best of each column and puts the best at 40 % first, the oracle last. */
function withBest<T extends { router: string; means: number[] }>(rows: readonly T[]): (T & SettingMean)[] {
  const reached = rows.filter(({ router }) => router !== oracleBound);
  const top = budgets.map((_, i) => Math.max(...reached.map(({ means }) => means[i] as number)));
  return rows
    .map((row) => ({
      ...row,
      best: row.means.map((value, i) => row.router !== oracleBound && value === top[i]),
    }))
    .sort(
      (a, b) =>
        Number(a.router === oracleBound) - Number(b.router === oracleBound) ||
        (b.means[1] as number) - (a.means[1] as number),
    );
}

function leadCell(comparison: Comparison | undefined): Html {
  if (comparison === undefined) return html`<td></td>`;
  const { value, low, high } = comparison.difference;
  return html`<td>${points(value)} <small>${points(low)} to ${points(high)}</small>${significanceMark(comparison)}</td>`;
}

interface MeanTable {
  title: Html;
  label: string;
  main: string;
  /** What the lead of the main router is over. */
  lead: string;
  rows: readonly (SettingMean & { comparison: Comparison | undefined })[];
}

function meanTable({ title, label, main, lead, rows }: MeanTable, routers: ReportRouters): Html {
  const isTested = rows.some(({ comparison }) => comparison?.pValue !== undefined);
  const body = rows.map(
    ({ router, means, best, comparison }) =>
      html`<tr${router === main ? html` class="emphasised"` : undefined}><th scope="row">${routerMark(router, routers)}${routerName(router)}${
        router === oracleBound ? html` <small>bound, no router</small>` : undefined
      }</th>${means.map((value, i) => {
        const figure = (100 * value).toFixed(1);
        return html`<td>${best[i] ? html`<strong>${figure}</strong>` : figure}</td>`;
      })}${leadCell(comparison)}</tr>`,
  );
  return html`<article class="card"><h4>${title}</h4>
<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="budgets"><thead><tr><th scope="col">Router</th>${budgets.map(
    (budget) => html`<th scope="col">at ${budget} % cost</th>`,
  )}<th scope="col">Lead of ${main} ${lead}, points</th></tr></thead><tbody>${body}</tbody></table></div>
<p class="note">Bold: the best of a column. A lead stands beside its 95 % interval: where that holds 0, the two may as well be equal.${
    isTested ? ` ${starsNote}, adjusted for the number of comparisons.` : undefined
  }</p></article>`;
}

/** Every router of a setting in one table: means over the benchmarks, best per column, and the main router's lead. */
export function settingTable(
  setting: Setting,
  { comparisons = [] }: Results,
  { router: main, benchmarks }: Headline,
  routers: ReportRouters,
): Html {
  const own = comparisons.filter(
    ({ setting: place, router, metric }) =>
      place === setting.setting && router === main && metric === 'mean BA@40',
  );
  return meanTable(
    {
      title: html`All routers <small>mean over ${benchmarks.join(', ')}; % right</small>`,
      label: `All routers, ${setting.setting}`,
      main,
      lead: 'at 40 %',
      rows: settingMeans(setting, benchmarks).map((row) => ({
        ...row,
        comparison: own.find(({ baseline }) => baseline === row.router),
      })),
    },
    routers,
  );
}

/** The same over all settings, benchmarks and budgets, where the results compare that. */
export function acrossTable(results: Results, main: string, routers: ReportRouters): Html | undefined {
  const rows = meanRows(results).map(({ router, means, difference }) => ({
    router,
    means,
    comparison: difference?.router === main ? difference : undefined,
  }));
  if (rows.every(({ comparison }) => comparison === undefined)) return undefined;
  return html`<section><h3>All settings</h3>${meanTable(
    {
      title: html`All routers <small>mean over every benchmark and setting; % right</small>`,
      label: 'All routers, all settings',
      main,
      lead: 'at all three',
      rows: withBest(rows),
    },
    routers,
  )}</section>`;
}
