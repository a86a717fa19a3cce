export * from './entropy-threshold/entropy-threshold.js';
export * from './fixed/fixed.js';
export * from './learned/learned-policy.js';
export * from './learned/learned-router.js';
export * from './learned/policy-file.js';
export { type FeatureSet, stateFeatures } from './learned/state-features.js';
export * from './pool-action.js';
export * from './random/random.js';
export * from './registry.js';
