import { straightLine } from '../evaluate.js';
import { type Headline, percent, points, type SettingHeadline } from '../headline.js';
import { oracleBound } from '../outcomes.js';
import { type Html, html } from './html.js';
import { type ReportRouters, routerColour, routerMark, routerName } from './router-mark.js';
import { significanceStars } from './significance.js';

/** Rows of a card beside the main router, the line and the bound. */
const bestRouters = 5;

/** What a card shows: the best few, the main router, the line, and the bound last. */
function cardRows({ routers }: SettingHeadline, main: string): SettingHeadline['routers'] {
  const others = routers.filter(
    ({ router }) => router !== main && router !== straightLine && router !== oracleBound,
  );
  const best = new Set(others.slice(0, bestRouters));
  return [
    ...routers.filter((entry) => entry.router === main || entry.router === straightLine || best.has(entry)),
    ...routers.filter(({ router }) => router === oracleBound),
  ];
}

function settingCard(setting: SettingHeadline, main: string, routers: ReportRouters): Html {
  const { small, large } = setting;
  const rows = cardRows(setting, main);
  // The bars start at the small model's accuracy and end at the large model's: what routing can win.
  const floor = Math.min(small?.accuracy ?? 0, ...rows.map(({ value }) => value));
  const ceiling = Math.max(large?.accuracy ?? 1, ...rows.map(({ value }) => value));
  const width = (value: number): string =>
    (ceiling > floor ? (100 * (value - floor)) / (ceiling - floor) : 0).toFixed(1);
  const row = ({ router, value, comparison }: SettingHeadline['routers'][number]): Html => {
    const difference = comparison?.difference;
    const stars = comparison && significanceStars(comparison);
    return html`<tr${router === main ? html` class="emphasised"` : undefined}><th scope="row">${routerMark(router, routers)}${routerName(router)}${router === oracleBound ? html` <small>bound</small>` : undefined}</th>
<td class="figure">${percent(value)}</td><td class="bar" aria-hidden="true"><span class="bar-fill ${routerColour(router, routers)}" style="width:${width(value)}%"></span></td>
<td>${difference && html`${points(difference.value)}${stars} <small>${points(difference.low)} to ${points(difference.high)}</small>`}</td></tr>`;
  };
  const left = setting.routers.length - rows.length;
  return html`<article class="card"><h2 class="card-title">${setting.setting}</h2>
<table><thead><tr><th scope="col">Router</th><th scope="col">BA@40</th><th aria-hidden="true" class="scale"><span>${small && percent(small.accuracy, 0)}</span><span class="scale-end">${large && percent(large.accuracy, 0)}</span></th><th scope="col">Lead of ${main}, points</th></tr></thead>
<tbody>${rows.map(row)}</tbody></table>
<p class="note">${left > 0 ? `The best; ${left} more below. ` : undefined}Bars run from the small model alone (${small === undefined ? 'not run' : `${percent(small.accuracy)} at ${percent(small.costShare, 0)} of the cost`}) to the large model alone (${large === undefined ? 'not run' : percent(large.accuracy)}).</p></article>`;
}

/** What a reader should know after five seconds. */
export function heroSection(figures: Headline | undefined, routers: ReportRouters): Html {
  if (figures === undefined) {
    return html`<header class="part"><h1>No router was measured beside the two models alone.</h1></header>`;
  }
  const own = figures.settings.flatMap((setting) => {
    const entry = setting.routers.find(({ router }) => router === figures.router);
    return entry === undefined ? [] : [{ setting, value: entry.value }];
  });
  const several = own.length > 1;
  const list = (entries: readonly { setting: string; text: Html }[]): Html =>
    html`${entries.map(
      ({ setting, text }, i) =>
        html`${i === 0 ? '' : i === entries.length - 1 ? ' and ' : ', '}${text}${
          several ? html` <span class="setting">(${setting})</span>` : ''
        }`,
    )}`;
  const values = own.map(({ setting, value }) => ({
    setting: setting.setting,
    text: html`<em>${percent(value)}</em>`,
  }));
  const large = own.flatMap(({ setting }) =>
    setting.large === undefined
      ? []
      : [{ setting: setting.setting, text: html`${percent(setting.large.accuracy)}` }],
  );
  return html`<header class="part">
<h1>At <em>40 %</em> of the large model’s cost, ${figures.router} answers ${list(values)} of the questions right.</h1>
<p class="lead">${figures.router} decides, step by step, which model writes the next reasoning step. The large model alone, at full cost, is right on ${large.length === 0 ? 'an unknown share' : list(large)}. Means over ${figures.benchmarks.join(', ')}, on test questions that nothing was trained or chosen on.</p>
<div class="cards">${figures.settings.map((setting) => settingCard(setting, figures.router, routers))}</div></header>`;
}
