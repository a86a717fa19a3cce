export * from './adam-w.js';
export { type AttentionOptions, attention } from './attention.js';
export * from './backend.js';
export * from './cross-entropy.js';
export { dense } from './dense.js';
export * from './embedding.js';
export * from './normalisation.js';
export * from './schedule.js';
export * from './variables.js';
