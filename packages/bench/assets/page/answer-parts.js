import { html } from './html.js';

/** @typedef {import('./answers.js').Answer} Answer */

/** @param {boolean | undefined} correct */
export function verdict(correct) {
  if (correct === undefined) return html`<span class="verdict">not graded</span>`;
  return correct
    ? html`<span class="verdict right">✓ right</span>`
    : html`<span class="verdict wrong">✗ wrong</span>`;
}

/** Class of the model at a position of its pool. @param {number} model @param {readonly string[]} models */
export function modelClass(model, models) {
  if (model < 0) return 'model-unknown';
  return model === models.length - 1 && model > 0 ? 'model-last' : `model-${Math.min(model, 3)}`;
}

/** Steps that a strip has room for. */
const stripSteps = 40;

/** Who wrote the steps, as bars: the dearer the model, the taller. @param {Answer} answer */
export function strip({ steps, models }) {
  const writers = models.map((id, i) => `${steps.filter(({ model }) => model === i).length} by ${id}`);
  const bars = steps
    .slice(0, stripSteps)
    .map(
      ({ model, correct }) =>
        html`<span class="strip-step ${modelClass(model, models)}${correct === false ? ' flawed' : ''}"></span>`,
    );
  return html`<span class="strip" role="img" aria-label="${steps.length} steps: ${writers.join(', ')}">${bars}${
    steps.length > stripSteps ? '…' : undefined
  }</span>`;
}

/** First lines of a question on one line. @param {string} prompt */
export function questionLine(prompt) {
  return prompt.replace(/\s+/g, ' ').slice(0, 240);
}
