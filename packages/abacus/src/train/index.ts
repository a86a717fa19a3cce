export {
  type TrainingMetrics,
  type TrainModelOptions,
  trainingMetricsSchema,
  trainModel,
} from './train-model.js';
export { initialParameters, type TokenRows, transformer } from './transformer.js';
