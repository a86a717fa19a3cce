import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  AbortError,
  ConfigurationError,
  JsonlWriter,
  type ProgressListener,
  Random,
  readJsonl,
  writeJsonlFile,
} from '@roro/core';
import { AdamW, assignVariables, createVariables, variablesToArrays, warmupCosine } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type ModelConfig, type ModelParameters, writeModel } from '../model-config.js';
import type { RewardModelRecipe, TrainingRecipe } from '../tasks/recipes.js';
import { generateTrace } from '../tasks/trace.js';
import { encode, VOCABULARY_SIZE } from '../tasks/vocabulary.js';
import { Batches, type TextGenerator, type TrainingText } from './batches.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { lossAndGradients } from './loss.js';
import { initialParameters } from './transformer.js';

/** Longest text of a trained model in tokens, the begin token included. */
export const CONTEXT = 384;

/** One line of `metrics.jsonl`. */
export const trainingMetricsSchema = z.object({
  /** 0-based. */
  update: z.int(),
  /** Mean cross-entropy over the weighted tokens of the update, nats. */
  loss: z.number(),
  /** Global norm of the gradient before clipping. */
  gradientNorm: z.number(),
  learningRate: z.number(),
  /** Tokens of the update, padding not counted. */
  tokens: z.int(),
  seconds: z.number(),
});

export type TrainingMetrics = z.infer<typeof trainingMetricsSchema>;

export interface TrainModelOptions {
  recipe: TrainingRecipe | RewardModelRecipe;
  /** Default: texts of the recipe's mix. */
  texts?: TextGenerator;
  /** Parameters to start from; default: random ones. */
  initial?: ModelParameters['parameters'];
  /** Holds `checkpoint.safetensors`, `metrics.jsonl` and in the end `model.safetensors`; made if missing. */
  directory: string;
  /** Shown in progress events. Default: 'model'. */
  name?: string;
  /** Updates between checkpoints. Default: 50. */
  checkpointEvery?: number;
  onProgress?: ProgressListener;
  /** Stops after the update in progress, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Trains a model by its recipe on the current tensor backend (`chooseBackend` first). The same recipe and
 * backend give the same bytes, whether the training was interrupted or not: it resumes from the checkpoint in
 * `directory`.
 *
 * @returns path of the trained model
 * @throws AbortError after `signal`; ConfigurationError where `directory` holds a training by another recipe;
 * StorageError where a file cannot be read or written.
 */
export async function trainModel(options: TrainModelOptions): Promise<{ path: string }> {
  const { recipe, directory, name = 'model', checkpointEvery = 50, onProgress, signal } = options;
  const updates = recipe.phases.reduce((sum, { steps }) => sum + steps, 0);
  const config: ModelConfig = { ...recipe.shape, vocabulary: VOCABULARY_SIZE, context: CONTEXT };
  const description = JSON.stringify(recipe);
  const checkpointPath = join(directory, 'checkpoint.safetensors');
  const metricsPath = join(directory, 'metrics.jsonl');
  const path = join(directory, 'model.safetensors');

  const checkpoint = readCheckpoint(checkpointPath);
  if (checkpoint !== undefined && checkpoint.description !== description) {
    throw new ConfigurationError({
      message: `${directory} holds a training by another recipe (${checkpoint.updates} updates made).`,
      nextStep: 'Choose another directory, or delete this one to start again.',
    });
  }
  const initial = options.initial ?? initialParameters(config, new Random('abacus weights', recipe.seed));
  const variables = createVariables(initial);
  const optimiser = new AdamW(variables);
  let done = 0;
  let tokens = 0;
  if (checkpoint !== undefined) {
    assignVariables(variables, checkpoint.parameters, checkpointPath);
    optimiser.restore(checkpoint.optimiser, checkpointPath);
    ({ updates: done, tokens } = checkpoint);
  }
  forgetMetricsFrom(metricsPath, done);
  const metrics = new JsonlWriter(metricsPath);
  const batches = new Batches({
    generate: options.texts ?? ((random, length) => drawText(recipe as TrainingRecipe, random, length)),
    seed: recipe.seed,
    phases: recipe.phases,
    microbatchTokens,
  });
  const save = (): void =>
    writeCheckpoint(checkpointPath, {
      updates: done,
      tokens,
      description,
      parameters: variablesToArrays(variables),
      optimiser: optimiser.state(),
    });

  try {
    while (done < updates) {
      if (signal?.aborted) {
        save();
        throw new AbortError({
          message: `Training of ${name} stopped after ${done} of ${updates} updates.`,
          nextStep: 'Run the same command again to go on from there.',
        });
      }
      const start = performance.now();
      const microbatches = batches.at(done);
      const learningRate = warmupCosine(
        { peak: recipe.learningRate, updates, warmup: recipe.warmupSteps },
        done,
      );
      const { loss, gradients } = lossAndGradients(variables, config, microbatches);
      const { gradientNorm } = optimiser.apply(gradients, learningRate);
      tf.dispose(gradients);
      const count = microbatches.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
      const seconds = (performance.now() - start) / 1000;
      metrics.append({
        update: done,
        loss,
        gradientNorm,
        learningRate,
        tokens: count,
        seconds,
      } satisfies TrainingMetrics);
      done += 1;
      tokens += count;
      if (done % checkpointEvery === 0 || done === updates) save();
      onProgress?.({
        type: 'progress',
        task: `train ${name}`,
        done,
        total: updates,
        figures: { loss, tokensPerSecond: count / seconds },
      });
      await setImmediate();
    }
    const metadata = { recipe: description, updates: String(done), tokens: String(tokens) };
    writeModel(path, { config, parameters: variablesToArrays(variables) }, metadata);
    return { path };
  } finally {
    metrics.close();
    tf.dispose(variables);
  }
}

/** Bounds the memory of a pass and keeps its activations near the cache. */
const microbatchTokens = 4096;

/** A text of the recipe's mix that fits the context. */
function drawText(recipe: TrainingRecipe, random: Random, length: readonly [number, number]): TrainingText {
  for (;;) {
    const { text, weights } = generateTrace(recipe.mix, random, length);
    if (text.length <= CONTEXT) return { tokens: encode(text), weights };
  }
}

/** Drops the lines of updates that a resumed training makes again. */
function forgetMetricsFrom(path: string, update: number): void {
  if (!existsSync(path)) return;
  const { records } = readJsonl(path, trainingMetricsSchema);
  const kept = records.filter((record) => record.update < update);
  writeJsonlFile(path, kept);
}
