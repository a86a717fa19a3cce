import type { StepView, TrajectoryView } from '@roro/core';

/**
 * A trajectory as a model reads it: the question, the models with their relative prices, and the steps with their
 * writer, generated tokens and, where the server gave them, entropies in nats. A pure function of the view, which has
 * neither the gold answer nor a verdict; ids, durations and the query's `meta` are left out, since they may hint at
 * the router or the answer, or differ between runs.
 */
export function renderTrajectory({ query, models, steps, finish }: TrajectoryView): string {
  const pool = models
    .map(({ id, relativeCost }) => `${id} (${Number(relativeCost.toPrecision(3))})`)
    .join(', ');
  return [
    `<question>\n${query.prompt.trimEnd()}\n</question>`,
    `Models, from the cheapest to the dearest, with the price of a token relative to the dearest: ${pool}.`,
    renderSteps({ steps, finish }),
  ].join('\n\n');
}

/** The part of `renderTrajectory` that differs between trajectories of one query. */
export function renderSteps({ steps, finish }: Pick<TrajectoryView, 'steps' | 'finish'>): string {
  const written = steps.length === 0 ? ['(no steps)'] : steps.map(renderStep);
  return [...written, `End of the trajectory: ${finish}.`].join('\n');
}

function renderStep(
  { text, model, usage, statistics, finish, overhead, rejectedDraft }: StepView,
  index: number,
) {
  const overheadTokens = overhead.reduce((sum, entry) => sum + entry.generatedTokens, 0);
  const attributes = [
    `number="${index + 1}"`,
    `model="${model}"`,
    `tokens="${usage.generatedTokens}"`,
    ...(statistics?.meanEntropy === undefined ? [] : [`mean-entropy="${statistics.meanEntropy.toFixed(2)}"`]),
    ...(statistics?.maxEntropy === undefined ? [] : [`max-entropy="${statistics.maxEntropy.toFixed(2)}"`]),
    ...(overheadTokens === 0 ? [] : [`tokens-thrown-away="${overheadTokens}"`]),
    ...(finish.unified === 'delimiter' || finish.unified === 'end' ? [] : [`finish="${finish.unified}"`]),
  ];
  const draft =
    rejectedDraft === undefined
      ? ''
      : `<rejected-draft model="${rejectedDraft.model}">\n${rejectedDraft.text.trimEnd()}\n</rejected-draft>\n`;
  return `<step ${attributes.join(' ')}>\n${draft}${text.trimEnd()}\n</step>`;
}
