import type { AnswerFormat } from '@roro/core';

/** A whole answer is one step and its own final answer: END OF TRANSMISSION, which no answer contains, ends a step. */
export const wholeAnswerFormat: AnswerFormat = { delimiter: '\u0004', finalAnswer: (text) => text };
