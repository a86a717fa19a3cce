export { type Budget, budgetSchema } from './budget.js';
export type { Conversation } from './conversation.js';
export { DiskStepStore } from './disk-step-store.js';
export { type DiversityReport, diversity } from './diversity.js';
export type { EngineEvent, EngineListener } from './engine-event.js';
export { engineIdentity } from './engine-identity.js';
export type { EngineOptions } from './engine-settings.js';
export { type FailureSettings, failureSettingsSchema } from './failure-settings.js';
export { type GenerationSettings, generationSettingsSchema } from './generation-settings.js';
export { MeteredStepStore } from './metered-step-store.js';
export { performStepTask, type StepTaskWorld } from './perform-step-task.js';
export { RoutedAnswerError } from './routed/routed-answer-error.js';
export { type RoutedModelOptions, routedModel, textFormat } from './routed/routed-model.js';
export {
  exploreRoutingTree,
  type RoutingTree,
  type RoutingTreeOptions,
  type TreeStep,
} from './routing-tree.js';
export { type RolloutPlace, type Rollouts, type RolloutsOptions, runRollouts } from './run-rollouts.js';
export { type AnswerGrader, type Rollout, runTrajectory, type TrajectoryOptions } from './run-trajectory.js';
export { type ScoreTrajectoryOptions, scoreTrajectory } from './score-trajectory.js';
export { type LabelScorerOptions, labelScorer } from './scorers/label-scorer.js';
export { type LikelihoodScorerOptions, likelihoodScorer } from './scorers/likelihood-scorer.js';
export { type RatingPrompt, ratingPrompt } from './scorers/rating-prompt.js';
export { type RatingScorerOptions, ratingScorer } from './scorers/rating-scorer.js';
export { type ServedRewardModelOptions, servedRewardModel } from './scorers/served-reward-model.js';
export type { SharedDraws } from './shared-draws.js';
export { modelFingerprint } from './step-address.js';
export { MemoryStepStore, type StepCounts, type StepStore, type StoredStep } from './step-store.js';
export type { RolloutsTask, ScoresTask, StepTask, StepWork, TreeTask } from './step-work.js';
export { type AnswerParts, splitThinking } from './thinking.js';
export { oracleOptions, type PathValue, policyValue, soloPath, type TreeValue } from './tree-values.js';
