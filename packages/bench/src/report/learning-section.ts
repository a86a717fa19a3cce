import type { LearningCurveRecord } from '@roro/core';
import { budgets } from '../evaluate.js';
import { type Html, html } from './html.js';
import {
  type MeanLearningCurve,
  type MeanLearningPoint,
  meanLearningCurves,
} from './mean-learning-curves.js';
import { type ReportRouters, routerMark } from './router-mark.js';

export interface LearningChart {
  id: string;
  /** Stands over the chart where it is exported. */
  title: string;
  /** What the abscissa counts. */
  x: 'rollouts' | 'calls';
  xTitle: string;
  /** BA@40 in percent, and its least and greatest seed. */
  lines: {
    method: string;
    points: { update: number; rollouts: number; calls: number; y: number; low: number; high: number }[];
  }[];
}

const percent = (share: number): number => Math.round(share * 10_000) / 100;

/**
 * BA@40 against rollouts, and the same against distinct model calls; none where there is nothing to draw. The policy before
 * training is left to the table: it is so far below all others that nobody could tell these apart.
 */
export function learningCharts(records: readonly LearningCurveRecord[] = []): LearningChart[] {
  const lines = meanLearningCurves(records).map(({ method, points }) => ({
    method,
    points: points
      .filter(({ update }) => update > 0)
      .map(({ update, rollouts, calls, budgetedAccuracy: { '40': at40 } }) => ({
        update,
        rollouts: Math.round(rollouts),
        calls: Math.round(calls),
        y: percent(at40.value),
        low: percent(at40.low),
        high: percent(at40.high),
      })),
  }));
  if (lines.every(({ points }) => points.length === 0)) return [];
  const title = (by: string): string => `Accuracy at 40 % of the cost by ${by} of the training`;
  return [
    { id: 'learning-rollouts', title: title('rollouts'), x: 'rollouts', xTitle: 'rollouts', lines },
    { id: 'learning-calls', title: title('model calls'), x: 'calls', xTitle: 'distinct model calls', lines },
  ];
}

function row(
  method: string,
  { update, rollouts, calls, budgetedAccuracy }: MeanLearningPoint,
  routers: ReportRouters,
): Html {
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  return html`<tr><th scope="row">${routerMark(method, routers)}${method}</th><td>${update}</td><td>${count(rollouts)}</td><td>${count(calls)}</td>${budgets.map(
    (budget) => {
      const { value, low, high } = budgetedAccuracy[`${budget}`];
      const range = low === high ? undefined : html` <small>${figure(low)}–${figure(high)}</small>`;
      return html`<td>${figure(value)}${range}</td>`;
    },
  )}</tr>`;
}

function figure(share: number): string {
  return (100 * share).toFixed(1);
}

/** A line a method, drawn twice, and its figures. */
export function learningSection(
  records: readonly LearningCurveRecord[] = [],
  routers: ReportRouters,
): Html | undefined {
  const charts = learningCharts(records);
  if (charts.length === 0) return undefined;
  const curves = meanLearningCurves(records);
  const settings = [...new Set(records.map(({ setting }) => setting))];
  const left = [...new Set(records.map(({ method }) => method))].filter(
    (method) => !curves.some((curve) => curve.method === method),
  );
  return html`<section id="learning" class="part"><h2>Learning curves</h2>
<p class="lead">What a policy could do when so much had been spent on its training: accuracy at 40 % of the large model’s cost on validation questions, mean over ${settings.join(', ')} and over seeds; the band is from the worst to the best seed. Collection and labels are counted in where a method uses them: its line begins further to the right. A model call that several rollouts share counts once. Knobs are chosen on one half of the questions and read on the other, and the other way round; test questions are not touched. The table has the policy before training too, which decides without looking.${
    left.length === 0 ? undefined : ` Left out, since not every setting has it: ${left.join(', ')}.`
  }</p>
<ul class="legend" aria-label="Methods in the learning curves">${curves.map(
    ({ method }) => html`<li>${routerMark(method, routers)}${method}</li>`,
  )}</ul>
<div class="cards">${charts.map(
    ({ id, title, xTitle }) =>
      html`<article class="card"><h3 class="card-title">By ${xTitle}</h3><div class="chart" data-figure="${id}"><canvas id="${id}" tabindex="0" role="img" aria-label="${title}, a line a method. Arrow keys read the points; the table below has the figures."></canvas></div></article>`,
  )}</div>
${table(curves, routers)}</section>`;
}

function table(curves: readonly MeanLearningCurve[], routers: ReportRouters): Html {
  const rows = curves.flatMap(({ method, points }) => points.map((point) => row(method, point, routers)));
  return html`<details class="card short"><summary>Figures of ${rows.length} rows</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures of the learning curves"><table class="budgets"><thead><tr><th scope="col">Accuracy, % right <small>least–greatest seed</small></th><th scope="col">updates</th><th scope="col">rollouts</th><th scope="col">model calls</th>${budgets.map(
    (budget) => html`<th scope="col">at ${budget} % cost</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
