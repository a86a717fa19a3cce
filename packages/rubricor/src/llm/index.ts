export type { CallSettings } from './ask-model.js';
export type { LlmPrompt } from './llm-prompt.js';
export { type LlmRubricorOptions, llmRubricor } from './llm-rubricor.js';
export { rubricorPrompt } from './rubricor-prompt.js';
