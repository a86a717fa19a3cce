import { readModel } from '../model-config.js';
import type { AbacusProvider } from '../provider/create-abacus.js';
import type { RewardModelRecipe } from '../tasks/recipes.js';
import { labelledAnswers, verdictText } from './labelled-answers.js';
import { CONTEXT, type TrainModelOptions, trainModel } from './train-model.js';

export interface TrainRewardModelOptions
  extends Pick<TrainModelOptions, 'directory' | 'checkpointEvery' | 'onProgress' | 'signal'> {
  recipe: RewardModelRecipe;
  /** The models that write the answers. */
  models: AbacusProvider;
  /** Weights of the model that it starts from. */
  start: string;
}

/**
 * Trains the process reward model: collects labelled answers, then goes on from a reasoning model with the cross-entropy
 * of `+` (a right line) and `-` (a wrong one) after every line. Resumes in `directory`, answers and updates alike.
 *
 * @returns path of the trained model
 * @throws as `trainModel` and `labelledAnswers`
 */
export async function trainRewardModel(options: TrainRewardModelOptions): Promise<{ path: string }> {
  const { recipe, models, start, ...training } = options;
  const { directory, onProgress, signal } = training;
  const answers = await labelledAnswers({
    recipe,
    models,
    directory,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const texts = answers
    .filter(({ lines }) => lines.length > 0)
    .map(verdictText)
    .filter(({ tokens }) => tokens.length <= CONTEXT);
  return trainModel({
    ...training,
    recipe,
    name: 'prm',
    texts: (random) => random.pick(texts),
    initial: readModel(start).parameters,
  });
}
