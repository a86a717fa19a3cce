import type { PairReason, Random } from '@roro/core';

const reasons: readonly PairReason[] = ['process', 'outcome', 'cost'];

/** At most so many of the pairs, drawn at random, reasons by turns as long as there are pairs of each. */
export function balancedPairs<Viewed extends { pair: { reason: PairReason } }>(
  pairs: readonly Viewed[],
  count: number,
  random: Random,
): Viewed[] {
  const byReason = reasons.map((reason) =>
    random.fork(reason).shuffle(pairs.filter(({ pair }) => pair.reason === reason)),
  );
  const longest = Math.max(...byReason.map((own) => own.length));
  return Array.from({ length: longest }, (_, turn) => byReason.flatMap((own) => own[turn] ?? []))
    .flat()
    .slice(0, count);
}
