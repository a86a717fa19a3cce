import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RECIPES, type ShippedModel } from '@roro/abacus/tasks';
import { trainModel } from '@roro/abacus/train';
import { type ProgressListener, unknownNameError } from '@roro/core';
import { chooseBackend } from '@roro/tensor';

export interface TrainAbacusOptions {
  models: readonly string[];
  /** Holds a folder of checkpoints per model, and `<model>.safetensors` in the end. */
  directory: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

/** Trains embedded models by their recipes, one after another. Resumes; a finished model is kept. */
export async function trainAbacus(options: TrainAbacusOptions): Promise<{ model: string; path: string }[]> {
  const known = Object.keys(RECIPES);
  for (const model of options.models)
    if (!known.includes(model)) throw unknownNameError('abacus model', model, known);
  await chooseBackend();
  const trained: { model: string; path: string }[] = [];
  for (const model of options.models) {
    const result = await trainModel({
      recipe: RECIPES[model as ShippedModel],
      directory: join(options.directory, model),
      name: model,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const path = join(options.directory, `${model}.safetensors`);
    mkdirSync(options.directory, { recursive: true });
    copyFileSync(result.path, path);
    trained.push({ model, path });
  }
  return trained;
}
