import type { LlmPrompt } from './llm-prompt.js';

/** Default instructions of `llmJudge`. */
export const judgePrompt: LlmPrompt = {
  version: 'judge-1',
  text: `You judge how well a question was routed between language models of different price. The answer was written in steps, and a router chose for each step which model writes it: the cheap one where it is good enough, the dear one where it is needed.

You are shown the question, the models and the steps. You are not shown whether the final answer is right, and you do not try to find out: judge the routing, not the reasoning. A correct step by the dear model may be waste; a weak step by the cheap model may have been a good choice where the dear one would not have done better.

Judge every statement by itself, on what the steps show: who wrote them, what they are about, how long and how uncertain they are (entropy in nats; above about 1 is uncertain), whether a weak step was followed by a better model, and what was spent. Where the trajectory says nothing about a statement, it neither holds nor fails: answer what is likelier.`,
};
