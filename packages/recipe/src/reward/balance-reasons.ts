import type { PairReason } from '@roro/core';

/** Repeats what is about the rarer reasons, so that each reason counts about as much as the commonest. */
export function balanceReasons<T>(items: readonly T[], reasonOf: (item: T) => PairReason): T[] {
  const reasons = (['outcome', 'cost', 'process'] as const)
    .map((reason) => items.filter((item) => reasonOf(item) === reason))
    .filter((own) => own.length > 0);
  const most = Math.max(...reasons.map((own) => own.length));
  return reasons.flatMap((own) => Array.from({ length: Math.round(most / own.length) }, () => own).flat());
}
