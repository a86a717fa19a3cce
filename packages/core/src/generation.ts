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
