import type { Results } from '@roro/core';
import { type BenchmarkResult, type BudgetCell, budgetRows } from '../budget-rows.js';
import { budgets, straightLine } from '../evaluate.js';
import { type Headline, percent } from '../headline.js';
import { largeOnly, smallOnly } from '../outcomes.js';
import { type Html, html } from './html.js';
import { acrossTable, settingTable } from './mean-section.js';
import { type ReportRouters, routerMark, routerName } from './router-mark.js';

/** Tables of more routers than that are folded: the picture and the table of means come first. */
const longTable = 10;

function cell(content: BudgetCell): Html {
  if (content.type === 'over-budget')
    return html`<td class="muted" title="costs more than the budget">–</td>`;
  if (content.type === 'alone') return html`<td>${(100 * content.accuracy).toFixed(1)}</td>`;
  const { value, low, high } = content.interval;
  const figure = (100 * value).toFixed(1);
  const range = `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`;
  return html`<td>${content.best ? html`<strong>${figure}</strong>` : figure} <small>${range}</small></td>`;
}

function table(benchmark: BenchmarkResult, routers: ReportRouters, emphasised?: string): Html {
  const rows = budgetRows(benchmark).map(
    ({ router, alone, cells }) => html`<tr${router === emphasised ? html` class="emphasised"` : undefined}>
<th scope="row">${routerMark(router, routers)}${routerName(router)}${
      alone && html` <small>${percent(alone.accuracy)} at ${percent(alone.costShare, 0)} cost</small>`
    }</th>${cells.map(cell)}</tr>`,
  );
  const whole = html`<div class="scroll" tabindex="0" role="region" aria-label="Figures of ${benchmark.benchmark}"><table class="budgets"><thead><tr><th scope="col">Accuracy, % right</th>${budgets.map(
    (budget) => html`<th scope="col">at ${budget} % cost</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return rows.length <= longTable
    ? whole
    : html`<details class="short"><summary>Figures of ${rows.length} rows</summary>${whole}</details>`;
}

/** One card per benchmark, its chart and its table; one table of all routers per setting. */
export function resultsSection(
  results: Results,
  chartId: (setting: string, benchmark: string) => string,
  routers: ReportRouters,
  figures: Headline | undefined,
): Html {
  const legend = [
    ...[smallOnly, largeOnly, straightLine].map(
      (router) => html`<li>${routerMark(router, routers)}${routerName(router)}</li>`,
    ),
    ...[...routers.keys()].map(
      (router) => html`<li data-router="${router}">${routerMark(router, routers)}${router}</li>`,
    ),
  ];
  const sections = results.settings.map((setting) => {
    const cards = setting.benchmarks.map((benchmark) => {
      const held = figures !== undefined && !figures.benchmarks.includes(benchmark.benchmark);
      const id = chartId(setting.setting, benchmark.benchmark);
      return html`<article class="card"><h4>${benchmark.benchmark} <small>${benchmark.queries} test questions${
        held ? ', never trained on' : undefined
      }</small></h4>
<div class="chart" data-figure="${id}"><canvas id="${id}" tabindex="0" role="img" aria-label="Accuracy against cost on ${benchmark.benchmark}, ${setting.setting}. Arrow keys read the points; the table below has the figures."></canvas></div>
${table(benchmark, routers, figures?.router)}</article>`;
    });
    return html`<section><h3>${setting.setting} <small>${setting.pool.join(' → ')}</small></h3>
${setting.note && html`<p class="note">${setting.note}</p>`}${figures && settingTable(setting, results, figures, routers)}
<div class="cards">${cards}</div></section>`;
  });
  return html`<section id="results" class="part"><h2>Accuracy against cost</h2>
<p class="lead">Cost is a share of what the large model alone spends on the same questions. Small marks are a router’s knobs; large marks with a bar are its accuracy at 20, 40 and 60 % of the cost with its 95 % interval, at knobs that were chosen on validation questions; the band joins the intervals of the main router. Up and to the left is better. The dashed line is what tossing a coin between the two models gives; the dotted one, where there is an oracle, is what nobody can pass. What costs more than 140 % is left out; of many routers at once, only the main one has its intervals drawn.</p>
<div class="legend-bar"><ul class="legend" id="legend" aria-label="Routers in the charts">${legend}</ul></div>
${sections}${figures && acrossTable(results, figures.router, routers)}</section>`;
}
