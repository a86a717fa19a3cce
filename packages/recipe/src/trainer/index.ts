export { type AlternateOutsideOptions, alternateOutside } from './alternate-outside.js';
export {
  type ExportedPhase,
  type ExportPhaseOptions,
  exportPhase,
  type TrainedOutside,
} from './export-phase.js';
export { type ImportRoleOptions, importRole } from './import-role.js';
export { type OpenPhaseRewards, openPhaseRewards } from './open-phase-rewards.js';
export { type RewardService, rewardService } from './reward-service.js';
