import type { PairReason, PreferencePair } from './preference.js';
import { Random } from './random.js';

/** What a pair is decided on. */
export interface PairCandidate {
  /** Id of the trajectory. */
  id: string;
  queryId: string;
  correct: boolean;
  /** Cost relative to the dearest model alone on this query. */
  costShare: number;
  /** Process quality; undefined where the query has no counterfactual labels. */
  quality: number | undefined;
  /** Equal for trajectories that a judge could not tell apart: the same models wrote the same texts. */
  fingerprint: string;
}

export interface PairOptions {
  /** Least difference in cost share that makes a `cost` pair, default 0.1. */
  costMargin?: number;
  /** Largest relative difference in cost of a `process` pair, default 0.2. */
  costTolerance?: number;
  /** Least difference in quality that makes a `process` pair, default 0.15. */
  processMargin?: number;
  /** Pairs kept per query and reason, default 4, drawn at random. */
  perReason?: number;
  /** Seed of that draw, default 0. */
  seed?: number;
}

/**
 * Preference pairs within each query, lexicographic (docs/method.md § 3): correct ≻ wrong; both correct, cheaper by a
 * margin; same outcome and cost alike, better process. At most one pair, hence one reason, for two trajectories.
 *
 * @returns pairs in the order of the queries' first candidates
 */
export function preferencePairs(
  candidates: readonly PairCandidate[],
  options: PairOptions = {},
): PreferencePair[] {
  const { perReason = 4, seed = 0 } = options;
  const groups = new Map<string, PairCandidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.queryId) ?? [];
    if (!group.some(({ fingerprint }) => fingerprint === candidate.fingerprint)) group.push(candidate);
    groups.set(candidate.queryId, group);
  }
  return [...groups].flatMap(([queryId, group]) => {
    const random = new Random('pairs', seed, queryId);
    const pairs = group.flatMap((a, i) => group.slice(i + 1).flatMap((b) => pairOf(a, b, options) ?? []));
    return (['outcome', 'cost', 'process'] as const).flatMap((reason) =>
      random.shuffle(pairs.filter((pair) => pair.reason === reason)).slice(0, perReason),
    );
  });
}

function pairOf(
  a: PairCandidate,
  b: PairCandidate,
  { costMargin = 0.1, costTolerance = 0.2, processMargin = 0.15 }: PairOptions,
): PreferencePair | undefined {
  const pair = (chosen: PairCandidate, reason: PairReason, margin: number): PreferencePair => ({
    version: 1,
    queryId: a.queryId,
    chosen: chosen.id,
    rejected: (chosen === a ? b : a).id,
    reason,
    margin,
  });
  if (a.correct !== b.correct) return pair(a.correct ? a : b, 'outcome', 1);
  const cheaper = b.costShare - a.costShare;
  if (a.correct && Math.abs(cheaper) >= costMargin)
    return pair(cheaper > 0 ? a : b, 'cost', Math.abs(cheaper));
  if (Math.abs(cheaper) > costTolerance * Math.max(a.costShare, b.costShare)) return undefined;
  if (a.quality === undefined || b.quality === undefined) return undefined;
  const better = a.quality - b.quality;
  return Math.abs(better) >= processMargin
    ? pair(better > 0 ? a : b, 'process', Math.abs(better))
    : undefined;
}
