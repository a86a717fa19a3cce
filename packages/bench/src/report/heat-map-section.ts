import type { HeatMap } from './heat-map.js';
import { type Html, html } from './html.js';
import { type ReportRouters, routerMark } from './router-mark.js';

/** Fewer steps than that say little: their figure is set in grey. */
const fewSteps = 10;

function heatTable({ id, setting, dearest, by, columns, rows }: HeatMap, routers: ReportRouters): Html {
  const title = by === 'position' ? 'By position of the step' : 'By kind of step';
  return html`<article class="card"><h4>${title} <small>steps by ${dearest}, %</small></h4>
<div class="scroll" data-figure="${id}" tabindex="0" role="region" aria-label="${title}, ${setting}"><table class="heat"><thead><tr><th scope="col">Router</th>${columns.map(
    (column) => html`<th scope="col">${column}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ({ router, cells }) =>
      html`<tr><th scope="row">${routerMark(router, routers)}${router}</th>${cells.map((cell) =>
        cell === null
          ? html`<td class="muted">–</td>`
          : html`<td class="heat-cell${cell.count < fewSteps ? ' few' : ''}" style="--share:${cell.share.toFixed(3)}" title="${cell.count} steps">${(100 * cell.share).toFixed(0)}</td>`,
      )}</tr>`,
  )}</tbody></table></div></article>`;
}

/** Where in an answer, and on what kind of step, the dearest model was used. */
export function heatMapSection(maps: readonly HeatMap[], routers: ReportRouters): Html | undefined {
  if (maps.length === 0) return undefined;
  const settings = [...new Set(maps.map(({ setting }) => setting))];
  return html`<section id="routing" class="part"><h2>Where the large model was used</h2>
<p class="lead">Share of steps that the dearest model wrote, over the answers below. A figure in italics stands on fewer than ${fewSteps} steps.</p>
${settings.map(
  (setting) =>
    html`<section><h3>${setting}</h3>${maps
      .filter((map) => map.setting === setting)
      .map((map) => heatTable(map, routers))}</section>`,
)}</section>`;
}
