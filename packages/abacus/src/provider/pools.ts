import { createPool, type ModelPool, type PoolModel } from '@roro/core';
import { abacus } from './abacus.js';
import type { AbacusModelId, AbacusProvider } from './create-abacus.js';

/** The small model and the large one of its family. Throws StorageError where weights are missing or corrupt. */
export function samePool(provider: AbacusProvider = abacus): ModelPool {
  return pool('same-family', ['srm', 'lrm'], provider);
}

/** The small model and the large one of another family. Throws StorageError where weights are missing or corrupt. */
export function crossPool(provider: AbacusProvider = abacus): ModelPool {
  return pool('cross-family', ['srm', 'lrm-cross'], provider);
}

/** The small, the medium and the large model of one family. Throws StorageError where weights are missing or corrupt. */
export function threePool(provider: AbacusProvider = abacus): ModelPool {
  return pool('three', ['srm', 'mrm', 'lrm'], provider);
}

/** The process reward model: after a line of an answer it writes `+` where it takes the line for right, else `-`. */
export function rewardModel(provider: AbacusProvider = abacus): PoolModel {
  return poolModel('prm', provider);
}

function pool(id: string, models: readonly AbacusModelId[], provider: AbacusProvider): ModelPool {
  return createPool(
    id,
    models.map((model) => poolModel(model, provider)),
  );
}

function poolModel(id: AbacusModelId, provider: AbacusProvider): PoolModel {
  const { parameters, fingerprint } = provider.describe(id);
  return { id, model: provider(id), parameters, fingerprint };
}
