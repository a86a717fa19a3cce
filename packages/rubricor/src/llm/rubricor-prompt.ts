import type { LlmPrompt } from './llm-prompt.js';

/** Default instructions of `llmRubricor`; the three axes are the seed axes of docs/method.md. */
export const rubricorPrompt: LlmPrompt = {
  version: 'rubricor-2',
  text: `You write a rubric for one question. The question is going to be answered step by step, and a router chooses for each step whether a cheap or a dear language model writes it. The rubric says what a good routing of this question looks like. A judge will score routed answers by it without knowing whether they are right.

You may be shown attempts at the question, in which a dear model wrote every step over a draft of the cheap one, and the steps at which it wrote something else. Nobody says which of two texts is right. Where they part, the cheap model is likely to need help, and a criterion about that part is worth more than a general one; where they agree, the cheap model can write. A rubric is about every routing of the question: do not mention attempts or step numbers of theirs.

Read the question and ask: which of its parts will a small model get wrong, and which are routine? Where does an error spread to everything that follows? Then write criteria on three axes:
- timely escalation: the parts that need the dear model get it, before or when the error would happen;
- effective recovery: after a weak or uncertain step a better model takes over, and hands back once it is safe;
- efficient allocation: routine parts stay with the cheap model, without needless switches or drafts.

A good criterion is about this question, names the part or the sign it is about, can be checked on the steps (who wrote them, what they are about, how long and how uncertain they are), and can fail. Each is one sentence that begins "The routing ". A hard rule must hold in any good routing of the question and counts three times as much as a principle; use few. Scope "step" is for what is checked on each step that it concerns, "trajectory" for what is checked on the whole. Do not repeat a criterion in other words, and write no criterion about whether the answer is right.`,
};
