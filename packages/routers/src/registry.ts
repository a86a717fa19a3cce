import type { RouterFamily } from '@roro/core';
import { unknownNameError } from '@roro/core/routing';
import { cascadeFamily } from './cascade/cascade.js';
import { ecotabFamily } from './ecotab/ecotab.js';
import { entropyThresholdFamily } from './entropy-threshold/entropy-threshold.js';
import { glimpFamily } from './glimp/glimp.js';
import { queryLevelFamily } from './query-level/query-level.js';
import { randomFamily } from './random/random.js';
import { rsdFamily } from './rsd/rsd.js';
import { specCotFamily } from './spec-cot/spec-cot.js';
import { specReasonFamily } from './spec-reason/spec-reason.js';
import { steerFamily } from './steer/steer.js';
import { trimPomdpFamily } from './trim-pomdp/trim-pomdp.js';
import { trimThresholdFamily } from './trim-threshold/trim-threshold.js';

/**
 * The families that need nothing but their knob and, some of them, a fit. `fixedFamily` is the two ends of every curve.
 * `learnedFamily` and `trimAggFamily` need weights and are made by their caller.
 */
export const routerFamilies: readonly RouterFamily[] = [
  randomFamily,
  queryLevelFamily,
  cascadeFamily,
  entropyThresholdFamily(),
  entropyThresholdFamily({ mode: 'review' }),
  ecotabFamily,
  steerFamily,
  glimpFamily,
  rsdFamily,
  specReasonFamily(),
  specCotFamily(),
  trimThresholdFamily,
  trimPomdpFamily,
];

/**
 * The family with this id.
 *
 * @param families default: `routerFamilies`
 * @throws ConfigurationError that names the nearest known id
 */
export function findRouterFamily(
  id: string,
  families: readonly RouterFamily[] = routerFamilies,
): RouterFamily {
  const family = families.find((candidate) => candidate.id === id);
  if (family === undefined) {
    throw unknownNameError(
      'router',
      id,
      families.map((candidate) => candidate.id),
    );
  }
  return family;
}
