import { isMoreAccurate } from './is-more-accurate.js';

/**
 * Gain@Best (LLMRouterBench 2601.07206 § 3): accuracy relative to the best single model, r / r_best − 1. Above 0 a
 * router beats every model alone. Undefined where the best model answers nothing right.
 */
export function gainAtBest(accuracy: number, best: number): number | undefined {
  return isMoreAccurate(best, 0) ? accuracy / best - 1 : undefined;
}
