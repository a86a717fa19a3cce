import type { Results } from '@roro/core';
import { type BenchmarkResult, type BudgetCell, budgetRows } from '../budget-rows.js';
import { budgets, straightLine } from '../evaluate.js';
import { type Headline, percent } from '../headline.js';
import { largeOnly, smallOnly } from '../outcomes.js';
import { type Html, html } from './html.js';

/** The marker that stands for a router in charts, tables and legends. */
export function routerMark(router: string, styleOf: (router: string) => number): Html {
  const name =
    router === smallOnly
      ? 'small'
      : router === largeOnly
        ? 'large'
        : router === straightLine
          ? 'line'
          : undefined;
  return html`<span class="mark mark-${name ?? styleOf(router)}" aria-hidden="true"></span>`;
}

export function routerName(router: string): string {
  return router === straightLine ? 'SRM–LRM line' : router;
}

function cell(content: BudgetCell): Html {
  if (content.type === 'over-budget')
    return html`<td class="muted" title="costs more than the budget">–</td>`;
  if (content.type === 'alone') return html`<td>${(100 * content.accuracy).toFixed(1)}</td>`;
  const { value, low, high } = content.interval;
  const figure = (100 * value).toFixed(1);
  const range = `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`;
  return html`<td>${content.best ? html`<strong>${figure}</strong>` : figure} <small>${range}</small></td>`;
}

function table(benchmark: BenchmarkResult, styleOf: (router: string) => number, emphasised?: string): Html {
  const rows = budgetRows(benchmark).map(
    ({ router, alone, cells }) => html`<tr${router === emphasised ? html` class="emphasised"` : undefined}>
<th scope="row">${routerMark(router, styleOf)}${routerName(router)}${
      alone && html` <small>${percent(alone.accuracy)} at ${percent(alone.costShare, 0)} cost</small>`
    }</th>${cells.map(cell)}</tr>`,
  );
  return html`<table class="budgets"><thead><tr><th scope="col">Accuracy, % right</th>${budgets.map(
    (budget) => html`<th scope="col">at ${budget} % cost</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** One card per benchmark: its chart and its table. */
export function resultsSection(
  results: Results,
  chartId: (setting: string, benchmark: string) => string,
  styleOf: (router: string) => number,
  figures: Headline | undefined,
): Html {
  const sections = results.settings.map(({ setting, pool, benchmarks }) => {
    const routers = [...new Set(benchmarks.flatMap((b) => b.routers.map(({ router }) => router)))];
    const shown = [straightLine, ...routers.filter((router) => router !== smallOnly && router !== largeOnly)];
    const cards = benchmarks.map((benchmark) => {
      const held = figures !== undefined && !figures.benchmarks.includes(benchmark.benchmark);
      return html`<article class="card"><h4>${benchmark.benchmark} <small>${benchmark.queries} test questions${
        held ? ', never trained on' : undefined
      }</small></h4>
<div class="chart"><canvas id="${chartId(setting, benchmark.benchmark)}" tabindex="0" role="img" aria-label="Accuracy against cost on ${benchmark.benchmark}, ${setting}. Arrow keys read the points; the table below has the figures."></canvas></div>
${table(benchmark, styleOf, figures?.router)}</article>`;
    });
    return html`<section><h3>${setting} <small>${pool.join(' → ')}</small></h3>
<ul class="legend"><li>${routerMark(smallOnly, styleOf)}${smallOnly}</li><li>${routerMark(largeOnly, styleOf)}${largeOnly}</li>${shown.map(
      (router) => html`<li>${routerMark(router, styleOf)}${routerName(router)}</li>`,
    )}</ul>
<div class="cards">${cards}</div></section>`;
  });
  return html`<section id="results" class="part"><h2>Accuracy against cost</h2>
<p class="lead">Cost is a share of what the large model alone spends on the same questions. Small marks are a router’s knobs; large marks with a bar are its accuracy at 20, 40 and 60 % of the cost with its 95 % interval, at knobs that were chosen on validation questions. Up and to the left is better; the dashed line is what tossing a coin between the two models gives.</p>
${sections}</section>`;
}
