import type { RouterState, StepView } from '@roro/core';
import { RouterError } from '@roro/core/routing';

/** The draft under review. @throws RouterError where the state has none */
export function requireDraft({ draft }: RouterState, router: string): StepView {
  if (draft !== undefined) return draft;
  throw new RouterError({
    router,
    message: 'Expected a draft to review, got none.',
    nextStep: 'Run this router in review mode.',
  });
}
