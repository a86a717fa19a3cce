import { z } from 'zod';
import { tokenUncertaintySchema } from './token-statistics.js';

/**
 * What the engine asks of an AI SDK model beyond the standard call options, and what it reads back. Providers
 * that know it (abacus; adapters for OpenAI-compatible servers) read `providerOptions.roro` and answer in
 * `providerMetadata.roro`; any other model still works, without statistics.
 */
export const providerKey = 'roro';

export const generationOptionsSchema = z.object({
  /** The last assistant message is a prefix to be continued, not a finished turn. */
  continueFinalMessage: z.boolean().optional(),
  /** Return the uncertainty of every generated token. */
  tokenStatistics: z.boolean().optional(),
  /**
   * Return with every token, generated and read, its text and this many of the likeliest tokens at its place, whole
   * number ≥ 1, default none. A server gives as many as it can. Includes `tokenStatistics`.
   */
  topLogProbabilities: z.int().min(1).optional(),
  /**
   * The prompt ends with this text: return the uncertainty of its tokens, read and not sampled (the prompt
   * log-probabilities of vLLM and SGLang).
   */
  readSuffix: z.string().min(1).optional(),
});
export type GenerationOptions = z.infer<typeof generationOptionsSchema>;

export const generationMetadataSchema = z.object({
  tokens: z.array(tokenUncertaintySchema).optional(),
  /** Uncertainty of the tokens of `readSuffix`, in order. */
  readTokens: z.array(tokenUncertaintySchema).optional(),
  /** The stop sequence that ended the text (it is not part of the text), where one did. */
  stopSequence: z.string().optional(),
});
export type GenerationMetadata = z.infer<typeof generationMetadataSchema>;

/** Under this key of `providerMetadata`, an answer that is recorded or replayed says how long its call took. */
export const recordingKey = 'roroRecording';

/** Seconds of the recorded call; undefined for an answer that is neither recorded nor replayed. */
export function recordedSeconds(metadata: Record<string, unknown> | undefined): number | undefined {
  const recording = metadata?.[recordingKey];
  if (typeof recording !== 'object' || recording === null || !('seconds' in recording)) return undefined;
  return typeof recording.seconds === 'number' && recording.seconds >= 0 ? recording.seconds : undefined;
}
