import { type AbacusModelDescription, abacusModelIds, createAbacus } from './create-abacus.js';

/** The trained models of this package: `abacus('srm')`, `abacus('lrm')`, `abacus('lrm-cross')`. */
export const abacus = createAbacus();

/** Size and architecture of the trained models. Throws StorageError where a weights file is missing or corrupt. */
export function abacusModels(): AbacusModelDescription[] {
  return abacusModelIds.map((id) => abacus.describe(id));
}
