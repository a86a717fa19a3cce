export { judgeDecisionModel as Experimental_judgeDecisionModel } from './experimental-decision-model.js';
export * from './learned/judge-file.js';
export * from './learned/judge-units.js';
export * from './learned/learned-judge.js';
