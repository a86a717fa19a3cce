import { straightLine } from '../evaluate.js';
import { type Headline, percent, points, type SettingHeadline } from '../headline.js';
import { type Html, html } from './html.js';
import { routerMark, routerName } from './results-section.js';

function settingCard(
  { setting, small, large, routers }: SettingHeadline,
  router: string,
  styleOf: (router: string) => number,
): Html {
  // The bars start at the small model's accuracy and end at the large model's: what routing can win.
  const floor = Math.min(small?.accuracy ?? 0, ...routers.map(({ value }) => value));
  const ceiling = Math.max(large?.accuracy ?? 1, ...routers.map(({ value }) => value));
  const width = (value: number): string =>
    (ceiling > floor ? (100 * (value - floor)) / (ceiling - floor) : 0).toFixed(1);
  const row = (entry: SettingHeadline['routers'][number]): Html => {
    const difference = entry.comparison?.difference;
    const style = entry.router === straightLine ? 'line' : String(styleOf(entry.router));
    return html`<tr${entry.router === router ? html` class="emphasised"` : undefined}><th scope="row">${routerMark(entry.router, styleOf)}${routerName(entry.router)}</th>
<td class="figure">${percent(entry.value)}</td><td class="bar" aria-hidden="true"><span class="bar-fill bar-${style}" style="width:${width(entry.value)}%"></span></td>
<td>${difference && html`${points(difference.value)} <small>${points(difference.low)} to ${points(difference.high)}</small>`}</td></tr>`;
  };
  return html`<article class="card"><h3>${setting}</h3>
<table><thead><tr><th scope="col">Router</th><th scope="col">BA@40</th><th aria-hidden="true" class="scale"><span>${small && percent(small.accuracy, 0)}</span><span class="scale-end">${large && percent(large.accuracy, 0)}</span></th><th scope="col">Lead of ${router}, points</th></tr></thead>
<tbody>${routers.map(row)}</tbody></table>
<p class="note">Bars run from the small model alone (${small === undefined ? 'not run' : `${percent(small.accuracy)} at ${percent(small.costShare, 0)} of the cost`}) to the large model alone (${large === undefined ? 'not run' : percent(large.accuracy)}).</p></article>`;
}

/** What a reader should know after five seconds. */
export function heroSection(figures: Headline | undefined, styleOf: (router: string) => number): Html {
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
<div class="cards">${figures.settings.map((setting) => settingCard(setting, figures.router, styleOf))}</div></header>`;
}
