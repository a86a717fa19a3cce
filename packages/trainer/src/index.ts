export {
  type AlternationEnd,
  type DriveAlternationOptions,
  driveAlternation,
} from './alternation/drive-alternation.js';
export { type ImportedRole, type TrainedPhase, TrainerState } from './alternation/trainer-state.js';
export { type DataSetOrder, writeDataSet } from './data/write-data-set.js';
export { type Endpoint, endpointSchema } from './endpoint.js';
export {
  comparePhases,
  type Phase,
  type PhaseName,
  phaseFolder,
  phaseNames,
  type TrainerName,
  trainerNames,
} from './phase.js';
export {
  type JudgeExample,
  judgeExampleSchema,
  type PhaseExample,
  phaseExampleSchema,
  type RubricorExample,
  rubricorExampleSchema,
  trajectoryViewSchema,
} from './phase-example.js';
export {
  hasPhase,
  type PhaseManifest,
  readPhaseManifest,
  writePhaseManifest,
} from './phase-manifest.js';
export {
  createRewardServer,
  type RewardServer,
  type RewardServerOptions,
} from './rewards/create-reward-server.js';
export type { Completion, PhaseRewards, Reward } from './rewards/phase-rewards.js';
