export * from './advantages.js';
export * from './group.js';
export * from './policy-loss.js';
export * from './policy-model.js';
export * from './reward.js';
export * from './train-policy.js';
export * from './update-metrics.js';
