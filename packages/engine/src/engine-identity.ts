import type { ModelPool } from '@roro/core';
import { type EngineOptions, resolveEngineSettings } from './engine-settings.js';

/**
 * Names a pool together with the settings that steps and their costs depend on: equal names ask equal models in an equal way.
 *
 * @throws ConfigurationError, UnknownPriceError where the settings do not fit the pool
 */
export function engineIdentity(pool: ModelPool, options: EngineOptions): string {
  return resolveEngineSettings(pool, options).identity;
}
