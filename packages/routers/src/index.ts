export * from './entropy-threshold/entropy-threshold.js';
export * from './fixed/fixed.js';
export * from './pool-action.js';
export * from './random/random.js';
export * from './registry.js';
