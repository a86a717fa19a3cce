import { createPool, type ModelPool } from '@roro/core';
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

function pool(id: string, models: readonly AbacusModelId[], provider: AbacusProvider): ModelPool {
  return createPool(
    id,
    models.map((model) => {
      const { parameters, fingerprint } = provider.describe(model);
      return { id: model, model: provider(model), parameters, fingerprint };
    }),
  );
}
