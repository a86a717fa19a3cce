import type { PomdpModel } from '../src/trim-pomdp/pomdp-model.js';

/** A noisy reward model and answers of one to three steps; regenerating costs 0.4 of an answer by the dearest model. */
export const noisyModel: PomdpModel = {
  scoreEdges: [0.5],
  scoreShares: { allRight: [0.1, 0.9], wrongEarlier: [0.3, 0.7], wrongNow: [0.8, 0.2] },
  errorRate: { cheapest: 0.2, dearest: 0.05 },
  answerRight: { allRight: 0.98, someWrong: 0.1 },
  lastStep: [0.2, 0.5, 1],
  tokens: { draft: 10, regenerated: 20, dearestAlone: 50 },
};

/** Scores that tell the three classes apart (0.1, 0.5, 0.9) and a dearest model without error. */
export const perfectModel: PomdpModel = {
  ...noisyModel,
  scoreEdges: [0.3, 0.7],
  scoreShares: { allRight: [0, 0, 1], wrongEarlier: [0, 1, 0], wrongNow: [1, 0, 0] },
  errorRate: { cheapest: 0.2, dearest: 0 },
  answerRight: { allRight: 1, someWrong: 0 },
};
