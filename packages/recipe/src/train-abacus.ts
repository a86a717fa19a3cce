import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AbacusProvider, createAbacus, packageWeights } from '@roro/abacus';
import { RECIPES, REWARD_MODEL_RECIPE, type ShippedModel } from '@roro/abacus/tasks';
import { trainModel, trainRewardModel } from '@roro/abacus/train';
import { type ProgressListener, unknownNameError } from '@roro/core';
import { chooseBackend } from '@roro/tensor';

export interface TrainAbacusOptions {
  models: readonly string[];
  /** Holds a folder of checkpoints per model, and `<model>.safetensors` in the end. */
  directory: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

/** Names of the models that can be trained, in an order in which each finds what it needs. */
export const trainableModels: readonly string[] = [...Object.keys(RECIPES), 'prm'];

/**
 * Trains embedded models by their recipes, one after another. Resumes; a finished model is kept. The process reward model
 * `prm` learns from the reasoning models: from those in `directory` where all are there, else from those of the package.
 */
export async function trainAbacus(options: TrainAbacusOptions): Promise<{ model: string; path: string }[]> {
  for (const model of options.models) {
    if (!trainableModels.includes(model)) throw unknownNameError('abacus model', model, trainableModels);
  }
  await chooseBackend();
  const trained: { model: string; path: string }[] = [];
  for (const model of options.models) {
    const training = {
      directory: join(options.directory, model),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const result =
      model === 'prm'
        ? await trainRewardModel({
            ...training,
            ...writersOf(options.directory),
            recipe: REWARD_MODEL_RECIPE,
          })
        : await trainModel({ ...training, recipe: RECIPES[model as ShippedModel], name: model });
    const path = join(options.directory, `${model}.safetensors`);
    mkdirSync(options.directory, { recursive: true });
    copyFileSync(result.path, path);
    trained.push({ model, path });
  }
  return trained;
}

/** The models that write what a reward model learns from, and the weights that it starts from. */
function writersOf(directory: string): { models: AbacusProvider; start: string } {
  const pathOf = (folder: string, model: string): string => join(folder, `${model}.safetensors`);
  const names = Object.keys(REWARD_MODEL_RECIPE.writers);
  const own = names.every((model) => existsSync(pathOf(directory, model)));
  const weightsDirectory = own ? directory : packageWeights();
  return {
    models: createAbacus({ weightsDirectory }),
    start: pathOf(weightsDirectory, REWARD_MODEL_RECIPE.start),
  };
}
