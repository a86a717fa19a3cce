import type { FeatureSet } from './feature-set.js';
import { stateFeatures } from './state-features.js';
import { trimFeatures } from './trim-features.js';

/** What a policy may be trained on, found by the name in its weights file. */
export const featureSets: readonly FeatureSet[] = [stateFeatures(), trimFeatures()];
