import type { Agreement } from './disagreements.js';
import { type Html, html } from './html.js';

/** Counts of agreement in a table; the page lists the questions below it. */
export function disagreementSection(list: readonly Agreement[], main: string): Html | undefined {
  if (list.length === 0) return undefined;
  const baselines = [...new Set(list.map(({ baseline }) => baseline))];
  return html`<section id="disagreements" class="part"><h2>Where ${main} and ${baselines.length === 1 ? baselines[0] : 'others'} disagree</h2>
<p class="lead">The same questions with the same seed, one answer each. Answers are routed differently where another model wrote some step.</p>
<article class="card"><div class="scroll" tabindex="0" role="region" aria-label="Counts of agreement"><table class="budgets"><thead><tr><th scope="col">Setting, baseline</th><th scope="col">Questions</th><th scope="col">Both right</th><th scope="col">Only ${main} right</th><th scope="col">Only the baseline right</th><th scope="col">Both wrong</th><th scope="col">Routed differently</th></tr></thead><tbody>${list.map(
    (row) =>
      html`<tr><th scope="row">${row.setting}, ${row.baseline}</th><td>${row.questions}</td><td>${row.bothRight}</td><td>${row.onlyMain}</td><td>${row.onlyBaseline}</td><td>${row.bothWrong}</td><td>${row.routedDifferently}</td></tr>`,
  )}</tbody></table></div></article>
<div class="card browser" id="differ" hidden>
<form class="filters" id="differ-filters" aria-label="Filter of the questions"><label>Show <select name="differ"><option value="outcome">outcomes differ</option><option value="main">only ${main} right</option><option value="baseline">only the baseline right</option><option value="routing">routed differently, outcome alike</option></select></label>
<label${baselines.length === 1 ? html` hidden` : undefined}>Baseline <select name="against">${baselines.map((baseline) => html`<option>${baseline}</option>`)}</select></label><output id="differ-count"></output></form>
<div class="rows" id="differ-rows" role="list" aria-label="Questions"></div></div></section>`;
}
