import type { LlmPrompt } from './llm-prompt.js';

/** Default instructions of `pairwiseLlmJudge`. */
export const pairwisePrompt: LlmPrompt = {
  version: 'pairwise-1',
  text: `You compare how two trajectories routed the same question between language models of different price. Each answer was written in steps, and a router chose for each step which model writes it: the cheap one where it is good enough, the dear one where it is needed.

You are shown the question, a rubric, and the steps of trajectories A and B. You are not shown whether an answer is right, and you do not try to find out: compare the routing, not the reasoning. Go through the rubric, let a hard rule count three times as much as a principle, and say which trajectory does better under it. The order in which they are shown means nothing.`,
};
