import type { Query, Router, RouterReference } from '@roro/core';
import type { EngineSettings } from './engine-settings.js';
import { modelFingerprint, shortHash } from './step-address.js';

export interface TrajectoryIdentity {
  query: Query;
  router: RouterReference;
  seed: number;
  sample: number;
  settings: EngineSettings;
  delimiter: string;
}

/**
 * Names a rollout by all that determines it: pool, query, router, seed, sample and settings. The same rollout
 * asked for twice has the same id, which is how a resumed run knows what it has. 20 characters, 103 bits.
 */
export function trajectoryId({
  query,
  router,
  seed,
  sample,
  settings,
  delimiter,
}: TrajectoryIdentity): string {
  const { pool, generation, budget, prefillWeight, fallback } = settings;
  const identity = [
    pool.id,
    pool.models.map((model) => [model.id, modelFingerprint(model), model.parameters, model.price]),
    [query.benchmark, query.id, query.prompt],
    [router.id, router.version, router.knob],
    [seed, sample, delimiter],
    [generation, budget, prefillWeight, fallback.id],
  ];
  return shortHash(JSON.stringify(identity)).slice(0, 20);
}

export function routerReference({ id, version, knob }: Router): RouterReference {
  return knob === undefined ? { id, version } : { id, version, knob };
}
