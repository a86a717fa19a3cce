import type { StepView, TrajectoryView } from '@roro/core';

/** Characters of a text that are shown. */
const longestText = 240;

/** Steps at which two texts part that are shown of one attempt. */
const mostSteps = 12;

/**
 * Where answers that models gave to a query part: of each step that replaced a rejected draft with something else both texts,
 * cut at 240 characters, of at most 12 steps an attempt; of the others only how many there are. Attempts without rejected
 * drafts show nothing of this kind and are left out, and so are those that show what another one has shown.
 *
 * @returns undefined where no attempt has a rejected draft
 */
export function renderAttempts(attempts: readonly TrajectoryView[]): string | undefined {
  const rendered = [...new Set(attempts.flatMap((attempt) => renderAttempt(attempt) ?? []))];
  if (rendered.length === 0) return undefined;
  return rendered.map((text, index) => `<attempt number="${index + 1}">\n${text}\n</attempt>`).join('\n');
}

function renderAttempt({ steps }: TrajectoryView): string | undefined {
  const drafted = steps.filter(({ rejectedDraft }) => rejectedDraft !== undefined);
  if (drafted.length === 0) return undefined;
  const parted = steps.flatMap((step, index) => (isReplaced(step) ? [{ step, number: index + 1 }] : []));
  if (parted.length === 0) return `All ${drafted.length} drafts were written again as they were.`;
  const left = parted.length - mostSteps;
  return [
    `Of ${drafted.length} drafts ${drafted.length - parted.length} were written again as they were. The others:`,
    ...parted.slice(0, mostSteps).map(({ step, number }) => renderStep(step, number)),
    ...(left > 0 ? [`(${left} more)`] : []),
  ].join('\n');
}

function isReplaced({ text, rejectedDraft }: StepView): boolean {
  return rejectedDraft !== undefined && rejectedDraft.text.trim() !== text.trim();
}

function renderStep({ text, model, rejectedDraft }: StepView, number: number): string {
  return [
    `<step number="${number}">`,
    `<draft model="${rejectedDraft?.model}">\n${shortened(rejectedDraft?.text ?? '')}\n</draft>`,
    `<written-instead model="${model}">\n${shortened(text)}\n</written-instead>`,
    '</step>',
  ].join('\n');
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > longestText ? `${trimmed.slice(0, longestText)}…` : trimmed;
}
