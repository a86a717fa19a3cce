import type { PricedModel, Step } from '@roro/core';
import { percent } from '../headline.js';
import { type AnswerCost, answerCost } from './answer-cost.js';
import { type Html, html } from './html.js';
import type { ReportTrajectory } from './report-trajectory.js';
import { selectTrajectories } from './select-trajectories.js';

/** A contribution to a score: +0.12. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

function verdict(correct: boolean | undefined): Html {
  if (correct === undefined) return html`<span class="verdict">not graded</span>`;
  return correct
    ? html`<span class="verdict right">✓ right</span>`
    : html`<span class="verdict wrong">✗ wrong</span>`;
}

/** Position of a model in its pool as a colour: 0 the cheapest, `last` the dearest, 1–3 between. */
function modelStyle(models: readonly PricedModel[], id: string): string {
  const index = models.findIndex((model) => model.id === id);
  if (index === models.length - 1 && index > 0) return 'last';
  return index < 0 ? 'unknown' : String(Math.min(index, 3));
}

function stepRow(
  step: Step,
  { trajectory, models, judged }: ReportTrajectory,
  cost: AnswerCost | undefined,
  largestEntropy: number,
): Html {
  const { meanEntropy } = step.statistics ?? {};
  const decision = trajectory.decisions.findLast(({ stepIndex }) => stepIndex === step.index);
  const own = cost?.steps[step.index];
  const usage = [step.usage, ...step.overhead];
  const tokens = usage.reduce((sum, entry) => sum + entry.generatedTokens, 0);
  const share = own !== undefined && cost?.total ? own / cost.total : undefined;
  const chosen = models.findIndex((model) => model.id === step.model);
  const probability = decision?.probabilities?.[chosen];
  const failure =
    decision?.failure === undefined ? undefined : html` <small>(router failed, fallback taken)</small>`;
  return html`<tr class="step model-${modelStyle(models, step.model)}"><td>${step.index + 1}</td>
<td><span class="model">${step.model}</span>${probability === undefined ? undefined : html` <small>${percent(probability, 0)}</small>`}${failure}</td>
<td class="text">${step.rejectedDraft && html`<del>${step.rejectedDraft.text.trimEnd()}</del> <small>draft by ${step.rejectedDraft.model}</small><br>`}<code>${step.text.trimEnd()}</code></td>
<td>${meanEntropy === undefined ? '–' : html`${meanEntropy.toFixed(2)} <span class="meter" aria-hidden="true"><span class="meter-fill" style="width:${(largestEntropy > 0 ? (100 * meanEntropy) / largestEntropy : 0).toFixed(0)}%"></span></span>`}</td>
<td>${tokens}</td><td>${share === undefined ? '–' : percent(share, 0)}</td>${judged && html`<td>${signed(judged.steps[step.index] ?? 0)}</td>`}<td>${step.correct === undefined ? '–' : verdict(step.correct)}</td></tr>`;
}

function trajectoryItem(item: ReportTrajectory): Html {
  const { setting, trajectory, models, judged } = item;
  const { query, router, steps } = trajectory;
  const cost = answerCost(item);
  const largestEntropy = Math.max(0, ...steps.map((step) => step.statistics?.meanEntropy ?? 0));
  const strip = steps.map(
    (step) =>
      html`<span class="strip-step model-${modelStyle(models, step.model)}${step.correct === false ? ' flawed' : ''}"></span>`,
  );
  const writers = models
    .map(({ id }) => `${steps.filter((step) => step.model === id).length} by ${id}`)
    .join(', ');
  const knob = router.knob === undefined ? '' : ` at ${Number(router.knob.toPrecision(4))}`;
  const ended =
    trajectory.finish === 'answered'
      ? undefined
      : html`<div><dt>Ended by</dt><dd>${trajectory.finish}</dd></div>`;
  return html`<details class="trajectory card"><summary>${verdict(trajectory.correct)}<span class="question">${query.prompt}</span><span class="strip" role="img" aria-label="${steps.length} steps: ${writers}">${strip}</span><small>${setting} · ${query.benchmark} · ${router.id}${knob}</small></summary>
<dl><div><dt>Final answer</dt><dd><code>${trajectory.finalAnswer ?? 'none'}</code></dd></div><div><dt>Gold answer</dt><dd><code>${query.answer ?? 'unknown'}</code></dd></div><div><dt>Cost</dt><dd>${cost === undefined ? 'unknown' : `${compact.format(cost.total)} ${cost.unit}`}</dd></div>${ended}</dl>
<div class="scroll" tabindex="0" role="region" aria-label="Steps"><table><thead><tr><th scope="col">#</th><th scope="col">Written by <small>(router's probability)</small></th><th scope="col">Step</th><th scope="col">Mean entropy, nats</th><th scope="col">Tokens</th><th scope="col">Share of cost</th>${judged && html`<th scope="col">Judge</th>`}<th scope="col">Verdict</th></tr></thead>
<tbody>${steps.map((step) => stepRow(step, item, cost, largestEntropy))}</tbody></table></div>${
    judged &&
    html`<p>Rubric${judged.score === undefined ? undefined : html`, score ${signed(judged.score)}`}</p><ul>${judged.criteria.map(
      ({ text, probability, evidence }) =>
        html`<li>${signed(2 * probability - 1)} ${text} <small>${evidence}</small></li>`,
    )}</ul>`
  }</details>`;
}

const options = (values: Iterable<string>): Html =>
  html`${[...new Set(values)].map((value) => html`<option>${value}</option>`)}`;

/** Search, list and viewer of all answers. Hidden until the page's script fills it. */
function answerBrowser(items: readonly ReportTrajectory[]): Html {
  const choice = (name: string, label: string, values: Iterable<string>): Html => {
    const several = new Set(values).size > 1;
    return html`<label${several ? undefined : html` hidden`}>${label} <select name="${name}"><option value="">all</option>${options(values)}</select></label>`;
  };
  return html`<div class="browser card" id="answers" hidden>
<form class="filters" id="filters" role="search" aria-label="Answers">
<label class="search">Search <input type="search" name="text" placeholder="question, step or id" autocomplete="off" spellcheck="false"></label>
${choice(
  'setting',
  'Setting',
  items.map(({ setting }) => setting),
)}${choice(
  'benchmark',
  'Benchmark',
  items.map(({ trajectory }) => trajectory.query.benchmark),
)}${choice(
  'router',
  'Router',
  items.map(({ trajectory }) => trajectory.router.id),
)}
<label>Verdict <select name="verdict"><option value="">all</option><option value="right">right</option><option value="wrong">wrong</option><option value="ungraded">not graded</option></select></label>
<label>Switches, at least <input type="number" name="least" min="0" step="1"></label>
<label>at most <input type="number" name="most" min="0" step="1"></label>
<button type="reset">Clear</button><output id="answer-count"></output></form>
<div class="rows" id="answer-rows" role="listbox" tabindex="0" aria-label="Answers"></div>
<p class="note keys"><kbd>j</kbd> <kbd>k</kbd> or arrow keys: next, previous · <kbd>Enter</kbd>: open · <kbd>/</kbd>: search · <kbd>Esc</kbd>: close. The address of the page keeps search, filters and the open answer, so that it can be shared.</p>
<article id="viewer" class="viewer" tabindex="-1" aria-label="Answer" hidden></article></div>`;
}

/** Trajectories that one can open, each step in the colour of the model that wrote it; some are readable without a script. */
export function trajectorySection(trajectories: readonly ReportTrajectory[]): Html | undefined {
  if (trajectories.length === 0) return undefined;
  const models = [
    ...new Map(
      trajectories.flatMap((item) => item.models.map(({ id }) => [id, modelStyle(item.models, id)])),
    ),
  ];
  const examples = selectTrajectories(trajectories);
  return html`<section id="trajectories" class="part"><h2>Answers, step by step</h2>
<p class="lead">Open one to see who wrote each step, how unsure that model was, and what it cost. In the strip of an answer a taller bar is a dearer model; a dot marks a wrong step.</p>
<ul class="legend">${models.map(([id, style]) => html`<li class="model-${style}"><span class="model">${id}</span> wrote it</li>`)}</ul>
${answerBrowser(trajectories)}
<div id="examples">${examples.length < trajectories.length ? html`<p class="note">${examples.length} of ${trajectories.length} answers; a browser that runs the page’s script lists all.</p>` : undefined}${examples.map(trajectoryItem)}</div></section>`;
}
