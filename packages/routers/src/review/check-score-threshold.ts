import { ConfigurationError } from '@roro/core/routing';

/** @throws ConfigurationError for a threshold outside [0, 1] */
export function checkScoreThreshold(id: string, threshold: number): void {
  if (threshold >= 0 && threshold <= 1) return;
  throw new ConfigurationError({
    message: `Router "${id}" needs a threshold in [0, 1], got ${threshold}.`,
    nextStep: 'Use 0 to take every draft, and more to take fewer.',
  });
}
