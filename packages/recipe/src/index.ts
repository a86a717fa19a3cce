export { type BenchReport, benchRouters } from './bench.js';
export { benchmarks, findBenchmark } from './benchmarks.js';
export { type CalibrateOptions, calibrateRouter } from './calibrate.js';
export * from './catalogue.js';
export { type CollectReport, collect, collectSetting } from './collect.js';
export { type Config, type ConfigInput, configSchema, defineConfig, parseConfig } from './config.js';
export { diagnose, type Finding } from './diagnose.js';
export {
  type BenchEstimate,
  type EstimateOptions,
  estimateBench,
  type SettingEstimate,
  type StageEstimate,
} from './estimate/estimate-bench.js';
export {
  type ExplainedStep,
  type ExplainedTrajectory,
  type ExplainOptions,
  explainTrajectory,
} from './explain.js';
export { findTrajectory } from './find-trajectory.js';
export { fittedRouter } from './fit-router.js';
export { fitPath, policyPath } from './kept-files.js';
export { type Method, methods } from './methods.js';
export { type ModelCardFigures, measureModelCard } from './model-card/measure-model-card.js';
export { openRun, type RecipeContext } from './open-run.js';
export { type PairReport, settingPairs, writePairs } from './pairs.js';
export * from './plan/index.js';
export { type Preset, presets } from './presets.js';
export {
  type ConnectWorkersOptions,
  connectWorkers,
  type RunWorkerOptions,
  runWorker,
  type WorkerFigures,
  type Workers,
  type WorkersConnection,
} from './queue/index.js';
export { renderRunReport, renderStoredReport } from './report.js';
export { type AlternateOptions, type Alternation, alternate } from './reward/alternate.js';
export { type JudgedTrajectory, judgeTrajectory } from './reward/judge-trajectory.js';
export { type ProcessReward, rubricReward } from './reward/process-reward.js';
export { type RewardData, rewardData } from './reward/reward-data.js';
export { type RewardReport, readRewardModel, readRewardReport, trainRewards } from './reward/train-reward.js';
export { loadRouterPackage } from './router-packages.js';
export { runRecipe } from './run-recipe.js';
export { findSetting, packRouters } from './serve/pack-routers.js';
export {
  type RouterBundle,
  readRouterBundle,
  requirePool,
  writeRouterBundle,
} from './serve/router-bundle.js';
export { parseServedName, ServedRouters } from './serve/served-routers.js';
export { openStore, poolNames, resolveSettings, type Setting } from './settings.js';
export { runStudy, type StudyReport, type StudySize, studySizes } from './study.js';
export { type TrainAbacusOptions, trainAbacus } from './train-abacus.js';
export { type TrainReport, trainRouters } from './train-router.js';
export { type AlternateOutsideOptions, alternateOutside } from './trainer/alternate-outside.js';
export {
  type ExportedPhase,
  type ExportPhaseOptions,
  exportPhase,
  type TrainedOutside,
} from './trainer/export-phase.js';
export { type ImportRoleOptions, importRole } from './trainer/import-role.js';
export { type OpenPhaseRewards, openPhaseRewards } from './trainer/open-phase-rewards.js';
export { type RewardService, rewardService } from './trainer/reward-service.js';
