import type { LlmPrompt } from './llm-prompt.js';

/** Default instructions of the model that proposes better prompts. */
export const evolutionPrompt: LlmPrompt = {
  version: 'evolution-1',
  text: `You improve the instructions that are given to a language model. The instructions are used on many cases; you are shown the current ones and some cases in which their result was wrong, with a note on each.

First say what the failures have in common and what in the instructions lets them happen. Then write better instructions: state the lesson as a general rule that would also help on cases you have not seen, keep what is useful in the current ones, and do not copy single cases or their answers. Write the complete new instructions, not a change to the old ones. Leave the form of the answer to others: it is added to the instructions when they are used.`,
};
