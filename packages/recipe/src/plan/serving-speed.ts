import { ConfigurationError } from '@roro/core';
import type { Accelerator } from './accelerator.js';
import type { ModelShape } from './model-shape.js';

/*
 * Three numbers carry everything measured about serving engines; serving-speed.test.ts and docs/plan-at-scale.md hold them against
 * published measurements of vLLM and SGLang.
 */

/** Share of the memory bandwidth that decoding reaches. */
const bandwidthEfficiency = 0.75;
/** Share of the peak arithmetic that prefill reaches. */
const arithmeticEfficiency = 0.35;
/** Seconds of one forward pass that depend on neither model nor batch: scheduling, sampling, kernel launches. */
const passOverhead = 0.002;

/** vLLM's defaults: share of the memory that it takes (`gpu_memory_utilization`), sequences at a time (`max_num_seqs`). */
const memoryShare = 0.9;
const mostSequences = 256;

const bytesPerWeight = 2;

/** Bytes of keys and values of one token. */
export function cacheBytesPerToken({ layers, keyValueHeads, headDimension }: ModelShape): number {
  return 2 * layers * keyValueHeads * headDimension * bytesPerWeight;
}

/**
 * Seconds between two tokens of a sequence while `sequences` are decoded together: all weights and the cache of every sequence are read
 * once, or twice the parameters are multiplied for every sequence, whichever takes longer.
 *
 * @param contextTokens mean length of what a sequence has in the cache
 */
export function secondsPerToken(
  model: ModelShape,
  accelerator: Accelerator,
  { sequences, contextTokens }: { sequences: number; contextTokens: number },
): number {
  const bytes = model.parameters * bytesPerWeight + sequences * contextTokens * cacheBytesPerToken(model);
  const reading = bytes / (accelerator.bytesPerSecond * bandwidthEfficiency);
  const computing = (2 * model.parameters * sequences) / (accelerator.flopsPerSecond * arithmeticEfficiency);
  return Math.max(reading, computing) + passOverhead;
}

/** What one card does when it is full. */
export interface ServingSpeed {
  /** Sequences at a time: as many as their cache has room for. */
  sequences: number;
  decodeTokensPerSecond: number;
  prefillTokensPerSecond: number;
}

/** Throws ConfigurationError where the model does not fit on one card: tensor parallelism is not planned for. */
export function servingSpeed(
  model: ModelShape,
  accelerator: Accelerator,
  contextTokens: number,
): ServingSpeed {
  const room = accelerator.memoryBytes * memoryShare - model.parameters * bytesPerWeight;
  const sequences = Math.min(mostSequences, Math.floor(room / (contextTokens * cacheBytesPerToken(model))));
  if (sequences < 1) {
    throw new ConfigurationError({
      message: `${model.id} with a context of ${Math.round(contextTokens)} tokens does not fit on one ${accelerator.id}.`,
      nextStep: 'Plan with a larger card or a smaller model.',
    });
  }
  return {
    sequences,
    decodeTokensPerSecond: sequences / secondsPerToken(model, accelerator, { sequences, contextTokens }),
    prefillTokensPerSecond: (accelerator.flopsPerSecond * arithmeticEfficiency) / (2 * model.parameters),
  };
}
