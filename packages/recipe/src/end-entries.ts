import { type SweepEntry, sweepEntry } from '@roro/bench';
import type { ModelPool } from '@roro/core';
import { fixedFamily } from '@roro/routers';

/** Each model of the pool alone: the two ends, and those between them as points of their own. */
export function endEntries({ models }: ModelPool): SweepEntry[] {
  return [
    sweepEntry(fixedFamily, { router: 'srm-only', knobs: [0] }),
    sweepEntry(fixedFamily, { router: 'lrm-only', knobs: [-1] }),
    ...models
      .slice(1, -1)
      .map(({ id }, i) => sweepEntry(fixedFamily, { router: `${id}-only`, knobs: [i + 1] })),
  ];
}
