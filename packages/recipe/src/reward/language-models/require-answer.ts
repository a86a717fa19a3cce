import { GenerationError, type Judgement } from '@roro/core';

/**
 * Tells a model that answered wrongly from one that could not be asked: a call that was answered has been paid for.
 *
 * @param writer the Judge or Rubricor, for the message
 * @throws GenerationError where nothing was answered
 */
export function requireAnswer(
  { id, version }: { id: string; version: string },
  { failure, usage }: Pick<Judgement, 'failure' | 'usage'>,
): void {
  if (failure === undefined || usage.length > 0) return;
  throw new GenerationError({
    model: id,
    message: `${id} ${version} could not be asked: ${failure.slice(0, 300)}`,
    nextStep: 'Check that its server is up and reports token counts; the same command goes on.',
    isRetryable: true,
  });
}
