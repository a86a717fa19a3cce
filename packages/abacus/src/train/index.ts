export {
  type LabelledAnswer,
  type LabelledAnswersOptions,
  labelledAnswers,
  verdictText,
} from './labelled-answers.js';
export {
  type TrainingMetrics,
  type TrainModelOptions,
  trainingMetricsSchema,
  trainModel,
} from './train-model.js';
export { type TrainRewardModelOptions, trainRewardModel } from './train-reward-model.js';
export { initialParameters, type TokenRows, transformer } from './transformer.js';
