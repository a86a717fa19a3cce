export { type Accelerator, accelerators, findAccelerator } from './accelerator.js';
export { measureRun, type PlanCheck, type RunMeasurement } from './measure-run.js';
export { findModelShape, type ModelShape, modelShapes } from './model-shape.js';
export { type CardHours, type PlannedScaleStage, planScale, type ScalePlan } from './plan-scale.js';
export { collectionQueue, type QueueCards, trainingQueue } from './queue/paper-queue.js';
export type { QueueSetting, SimulatedQueue } from './queue/queue-setting.js';
export { type ChartLine, scalingChart } from './queue/scaling-chart.js';
export {
  type Bottleneck,
  type ScalingCurve,
  type ScalingPoint,
  scalingCurve,
} from './queue/scaling-curve.js';
export { simulateQueue } from './queue/simulate-queue.js';
export { paperSetting, type ScaleSetting } from './scale-setting.js';
export { distinctTexts, type StepTexts } from './scale-stages.js';
export { type ServingSpeed, secondsPerToken, servingSpeed } from './serving-speed.js';
