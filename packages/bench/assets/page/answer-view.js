import { modelClass, strip, verdict } from './answer-parts.js';
import { brief, compact, counted, percent, signed, whole } from './format.js';
import { html } from './html.js';

/** @typedef {import('./answers.js').Answer} Answer */
/** @typedef {import('../../src/report/pack-answers.ts').PackedStep} PackedStep */
/** @typedef {import('../../src/report/pack-answers.ts').PackedDecision} PackedDecision */

/** @param {number} value @param {string} unit */
const amount = (value, unit) => (unit === 'FLOPs' ? `${compact(value)} ${unit}` : `${brief(value)} ${unit}`);

/** What the router did, why, and what would have changed it. @param {PackedDecision} decision @param {readonly string[]} models */
function decisionLine({ action, model, draw, ...decision }, models) {
  const { text, score, threshold, probabilities, flip, failure } = decision;
  const what = [action, ...(model === undefined ? [] : [model]), ...(draw ? [`draft ${draw}`] : [])].join(
    ' ',
  );
  const compared =
    score === undefined || threshold === undefined ? '' : `score ${brief(score)} against ${brief(threshold)}`;
  // A rule is certain, and its probabilities say no more than its action.
  const chances =
    probabilities === undefined || probabilities.includes(1)
      ? ''
      : `p ${probabilities.map((p, i) => `${models[i] ?? ''} ${percent(p)}`).join(', ')}`;
  const details = [text, compared, chances, flip && `otherwise: ${flip}`].filter(Boolean).join(' · ');
  return html`<p class="decision"><strong>${what}</strong>${details && html` · ${details}`}${
    failure !== undefined && html` · <span class="wrong">router failed, fallback taken: ${failure}</span>`
  }</p>`;
}

/** Calls that were paid for beside the step. @param {PackedStep} step */
function paidLine({ paid = [] }) {
  if (paid.length === 0) return undefined;
  const calls = paid.map(([model, purpose, generated, scored]) => {
    const tokens = [
      ...(generated > 0 || scored === 0 ? [`${counted(generated, 'token')} written`] : []),
      ...(scored > 0 ? [`${counted(scored, 'token')} valued`] : []),
    ];
    return `${purpose} by ${model}, ${tokens.join(', ')}`;
  });
  return html`<p class="paid">Paid beside it: ${calls.join('; ')}</p>`;
}

/** @param {PackedStep} step @param {number} index @param {Answer} answer @param {number} largestEntropy */
function stepRows(step, index, { models, cost, judged, decisions }, largestEntropy) {
  const { text, model, kind, correct, entropy, maxEntropy, tokens, draft } = step;
  const own = decisions.filter((decision) => decision.step === index);
  const share =
    cost !== undefined && cost.total > 0 && step.cost !== undefined ? step.cost / cost.total : undefined;
  const width = largestEntropy > 0 && entropy !== undefined ? (100 * entropy) / largestEntropy : 0;
  return html`<tr class="step ${modelClass(model, models)}"><td>${index + 1}</td>
<td><span class="model">${models[model] ?? 'unknown'}</span>${kind !== undefined && html` <small>${kind}</small>`}</td>
<td class="text">${draft && html`<del>${draft.text.trimEnd()}</del> <small>rejected draft by ${draft.model}</small><br>`}<code>${text.trimEnd()}</code>${paidLine(step)}${own.map((decision) => decisionLine(decision, models))}</td>
<td>${entropy === undefined ? '–' : html`${entropy.toFixed(2)} <span class="meter" aria-hidden="true"><span class="meter-fill" style="width:${width.toFixed(0)}%"></span></span>${maxEntropy !== undefined && html`<br><small>at most ${maxEntropy.toFixed(2)}</small>`}`}</td>
<td>${whole(tokens)}</td><td>${share === undefined ? '–' : percent(share)}</td>${
    judged && html`<td>${signed(judged.steps[index] ?? 0)}</td>`
  }<td>${correct === undefined ? '–' : verdict(correct)}</td></tr>`;
}

/** This answer beside what each model alone would have cost. @param {Answer} answer */
function costTable({ cost, models, steps }) {
  if (cost === undefined) return html`<p class="note">Something in this answer has no price.</p>`;
  const rows = [
    { name: 'this answer', value: cost.total, style: 'colour-0' },
    ...models.flatMap((model, i) => {
      const value = cost.alone[i];
      return value === null || value === undefined
        ? []
        : [{ name: `${model} alone`, value, style: modelClass(i, models) }];
    }),
  ];
  const most = Math.max(...rows.map(({ value }) => value));
  const dearest = rows.at(-1)?.value ?? 0;
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  return html`<table class="costs"><caption>Cost, and what each model alone would have cost at the same ${counted(tokens, 'token')}</caption><tbody>${rows.map(
    ({ name, value, style }) =>
      html`<tr><th scope="row">${name}</th><td>${amount(value, cost.unit)}</td><td class="bar" aria-hidden="true"><span class="bar-fill ${style}" style="width:${((100 * value) / (most || 1)).toFixed(1)}%"></span></td><td>${dearest > 0 ? percent(value / dearest) : undefined}</td></tr>`,
  )}</tbody></table>`;
}

/** Verdict on every criterion. @param {Answer} answer */
function rubric({ judged, criteria }) {
  if (judged === undefined) return undefined;
  return html`<h4>Rubric${judged.score !== undefined && html`, score ${signed(judged.score)}`}</h4><ul class="rubric">${judged.criteria.map(
    ([criterion, probability, evidence]) => {
      const met = probability >= 0.5;
      return html`<li><span class="verdict ${met ? 'right' : 'wrong'}">${met ? '✓ met' : '✗ not met'} ${percent(probability)}</span> ${criteria[criterion]} <small>${evidence}</small></li>`;
    },
  )}</ul>`;
}

/**
 * One answer, whole.
 *
 * @param {Answer} answer
 * @param {readonly Answer[]} others answers of the same question with the same seed
 * @param {(id: string) => string} linkTo
 */
export function answerView(answer, others, linkTo) {
  const { query, steps, decisions, judged, models } = answer;
  const largestEntropy = Math.max(0, ...steps.map(({ entropy }) => entropy ?? 0));
  const left = decisions.filter(({ step }) => step >= steps.length);
  const knob = answer.knob === undefined ? '' : ` at ${brief(answer.knob)}`;
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<header class="viewer-head"><h3>${verdict(answer.correct)} ${query.benchmark} <small>${answer.setting} · ${answer.router}${knob} · seed ${answer.seed}</small></h3>
<a href="${linkTo(answer.id)}">Link</a><button type="button" data-action="previous">Previous</button><button type="button" data-action="next">Next</button><button type="button" data-action="close">Close</button></header>
<p class="prompt">${query.prompt.trimEnd()}</p>
<dl>${fact('Final answer', html`<code>${answer.final ?? 'none'}</code>`)}${fact('Gold answer', html`<code>${query.answer ?? 'unknown'}</code>`)}${fact('Steps', steps.length)}${fact('Switches', answer.switches)}${fact('Seconds', brief(answer.seconds))}${
    answer.finish !== 'answered' && fact('Ended by', answer.finish)
  }${answer.failure !== undefined && fact('Failure', answer.failure)}${fact('Question', html`<code>${query.id}</code>`)}${fact('Answer', html`<code>${answer.id}</code>`)}</dl>
${others.map(
  (other) =>
    html`<p class="other">Same question by <a href="${linkTo(other.id)}">${other.router}</a> ${verdict(other.correct)} ${strip(other)}</p>`,
)}
${costTable(answer)}
<div class="scroll" tabindex="0" role="region" aria-label="Steps"><table class="steps"><thead><tr><th scope="col">#</th><th scope="col">Written by</th><th scope="col">Step, and the decision before it</th><th scope="col">Mean entropy, nats</th><th scope="col">Tokens</th><th scope="col">Share of cost</th>${
    judged && html`<th scope="col">Judge</th>`
  }<th scope="col">Verdict</th></tr></thead><tbody>${steps.map((step, index) => stepRows(step, index, answer, largestEntropy))}</tbody></table></div>
${left.length > 0 && html`<h4>Decisions about the whole answer</h4>${left.map((decision) => decisionLine(decision, models))}`}
${rubric(answer)}`;
}
