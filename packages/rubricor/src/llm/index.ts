export type { CallSettings } from './ask-model.js';
export type { LlmPrompt } from './llm-prompt.js';
export { type LlmRubricorOptions, llmRubricor } from './llm-rubricor.js';
export { type RubricReading, readRubric } from './read-rubric.js';
export { rubricQuestion } from './rubric-question.js';
export { rubricorPrompt } from './rubricor-prompt.js';
