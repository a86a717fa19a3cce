export type { CallSettings } from './ask-model.js';
export { evolutionPrompt } from './evolution-prompt.js';
export {
  type EvolutionEntry,
  type EvolvePromptOptions,
  evolvePrompt,
  type PairResult,
  type PromptEvolution,
} from './evolve-prompt.js';
export { judgePrompt } from './judge-prompt.js';
export { type LlmJudgeOptions, llmJudge, type ProbabilitySource } from './llm-judge.js';
export type { LlmPrompt } from './llm-prompt.js';
export {
  type Comparison,
  type PairwiseJudge,
  type PairwiseLlmJudgeOptions,
  pairwiseLlmJudge,
} from './pairwise-llm-judge.js';
export { pairwisePrompt } from './pairwise-prompt.js';
export { readVerdicts, type VerdictReading } from './read-verdicts.js';
export { renderSteps, renderTrajectory } from './render-trajectory.js';
export { rubricVerdictQuestion } from './verdict-question.js';
