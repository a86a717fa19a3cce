import type { TokenUncertainty } from '@roro/core';
import type { SamplingSettings } from './sample-token.js';

export interface DecodeRequest {
  /** Begins with the begin token; shorter than the context. */
  tokens: readonly number[];
  /** Tokens to generate at most, ≥ 1. */
  maximumTokens: number;
  sampling: SamplingSettings;
  /** Called for every generated token; true ends the generation. */
  onToken: (token: number, uncertainty: TokenUncertainty) => boolean;
  /** The uncertainty of the given tokens from this position on is reported too, ≥ 1; default: of none. */
  readFrom?: number | undefined;
  /** Called for each of them, in order, before any generated token. */
  onRead?: (uncertainty: TokenUncertainty) => void;
  /** How many of the likeliest tokens to report with every token, ≥ 1; default: none. */
  alternatives?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface DecodeResult {
  /** Tokens of the request whose keys and values were there already. */
  cachedTokens: number;
  /** Why it ended: `onToken` said so, `maximumTokens` were generated, or the context is full. */
  ending: 'caller' | 'maximum' | 'context';
}
