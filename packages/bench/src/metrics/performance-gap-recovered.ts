import { isMoreAccurate } from './is-more-accurate.js';

/**
 * Performance gap recovered, PGR = (r − r_w) / (r_s − r_w) (RouteLLM 2406.18665, eq. 4): 0 is the weak model's
 * accuracy, 1 the strong model's; outside [0, 1] where the router is worse than the one or better than the other.
 * Undefined where the strong model is not the more accurate one: there is no gap to recover.
 */
export function performanceGapRecovered(accuracy: number, weak: number, strong: number): number | undefined {
  return isMoreAccurate(strong, weak) ? (accuracy - weak) / (strong - weak) : undefined;
}
