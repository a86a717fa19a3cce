import { type RouterFamily, unknownNameError } from '@roro/core';
import { entropyThresholdFamily } from './entropy-threshold/entropy-threshold.js';
import { fixedFamily } from './fixed/fixed.js';
import { randomFamily } from './random/random.js';

/** The families that need nothing but their knob. `learnedFamily` needs weights and is made by its caller. */
export const untrainedFamilies: readonly RouterFamily[] = [
  fixedFamily,
  randomFamily,
  entropyThresholdFamily(),
  entropyThresholdFamily({ mode: 'review' }),
];

/**
 * The family with this id.
 *
 * @param families default: `untrainedFamilies`
 * @throws ConfigurationError that names the nearest known id
 */
export function findRouterFamily(
  id: string,
  families: readonly RouterFamily[] = untrainedFamilies,
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
