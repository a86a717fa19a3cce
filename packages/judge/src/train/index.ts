export * from './judge-policy.js';
export * from './pair-score.js';
export * from './train-judge.js';
export * from './warm-up-judge.js';
