export * from './rubricor-policy.js';
export * from './train-rubricor.js';
export * from './warm-up-rubricor.js';
