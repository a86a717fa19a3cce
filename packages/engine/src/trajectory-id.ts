import type { Query, Router, RouterReference } from '@roro/core';
import type { EngineSettings } from './engine-settings.js';
import type { SharedDraws } from './shared-draws.js';
import { shortHash } from './step-address.js';

export interface TrajectoryIdentity {
  query: Query;
  router: RouterReference;
  seed: number;
  sample: number;
  drawsAs?: SharedDraws | undefined;
  settings: EngineSettings;
  delimiter: string;
}

/**
 * Names a rollout by all that determines it: pool, query, router, seed, sample, shared draws and settings. The same
 * rollout asked for twice has the same id, which is how a resumed run knows what it has. 20 characters, 98 bits.
 */
export function trajectoryId(identity: TrajectoryIdentity): string {
  const { query, router, seed, sample, drawsAs, settings, delimiter } = identity;
  const parts = [
    settings.identity,
    query.benchmark,
    query.id,
    query.prompt,
    router.id,
    router.version,
    router.knob ?? '',
    seed,
    sample,
    delimiter,
    ...(drawsAs === undefined ? [] : [drawsAs.sample, drawsAs.steps]),
  ];
  return shortHash(parts.join('\u0000')).slice(0, 20);
}

export function routerReference({ id, version, knob }: Router): RouterReference {
  return knob === undefined ? { id, version } : { id, version, knob };
}
