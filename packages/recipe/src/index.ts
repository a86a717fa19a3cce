export { type BenchReport, benchRouters } from './bench.js';
export { benchmarks, findBenchmark } from './benchmarks.js';
export { type CalibrateOptions, calibrateRouter } from './calibrate.js';
export { callsToReach } from './calls-to-reach.js';
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
export { type LearningCurvesOptions, learningCurves } from './learning-curves.js';
export { type MethodTraining, methodTrainingSchema } from './method-training.js';
export { type Method, methods } from './methods.js';
export { type ModelCardFigures, measureModelCard } from './model-card/measure-model-card.js';
export { openRun, type RecipeContext } from './open-run.js';
export { type PairReport, settingPairs, writePairs } from './pairs.js';
export * from './plan/index.js';
export { type Preset, presets } from './presets.js';
export type { Workers } from './queue/workers.js';
export { renderRunReport, renderStoredReport } from './report.js';
export { type AlternateOptions, type Alternation, alternate } from './reward/alternate.js';
export { configuredBank } from './reward/configured-bank.js';
export { type JudgedTrajectory, judgeTrajectory } from './reward/judge-trajectory.js';
export { type ProcessReward, type ProcessScore, rubricReward } from './reward/process-reward.js';
export { type RewardData, rewardData } from './reward/reward-data.js';
export type { RewardReport } from './reward/reward-report.js';
export { readRewardModel, readRewardReport, trainRewards } from './reward/train-reward.js';
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
export { studyMarkdown } from './study-markdown.js';
export { type TrainAbacusOptions, trainAbacus } from './train-abacus.js';
export { type TrainReport, trainRouters } from './train-router.js';
export { readTuned, type Trial, type Tuned, tune } from './tune.js';
