/**
 * Performance gap recovered, PGR = (r − r_w) / (r_s − r_w) (RouteLLM 2406.18665, eq. 4): 0 is the weak model's
 * accuracy, 1 the strong model's; outside [0, 1] where the router is worse than the one or better than the other.
 * Undefined where the two models are equally accurate: there is no gap to recover.
 */
export function performanceGapRecovered(accuracy: number, weak: number, strong: number): number | undefined {
  return strong === weak ? undefined : (accuracy - weak) / (strong - weak);
}
