import type { RoutableModel } from '@roro/core';
import { sketchModels } from '@roro/core/test';

/** Models in the pool that a router is checked on. */
export type PoolSize = 2 | 3;

/** Pools `small`, `large` and `small`, `medium`, `large`, with relative costs of 0.1, 0.4 and 1. */
export function conformancePool(size: PoolSize): RoutableModel[] {
  const [small, large] = sketchModels.map((model) => ({ ...model })) as [RoutableModel, RoutableModel];
  return size === 2 ? [small, large] : [small, { id: 'medium', relativeCost: 0.4 }, large];
}
