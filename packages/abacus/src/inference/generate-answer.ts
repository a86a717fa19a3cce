import { type TokenUncertainty, ValidationError } from '@roro/core';
import { ALPHABET, BEGIN_TOKEN, decode, encode } from '../tasks/vocabulary.js';
import { AnswerText, isComplete, type TextEnding } from './answer-text.js';
import type { Decoder } from './decoder.js';
import type { SamplingSettings } from './sample-token.js';

export interface AnswerRequest {
  /** Name of the model, for errors. */
  model: string;
  /** Ends with a newline. */
  question: string;
  /** The answer so far; the model goes on after it. */
  prefix: string;
  sampling: SamplingSettings;
  stopSequences: readonly string[];
  /** Tokens to generate at most; undefined: as many as the context holds. */
  maximumTokens: number | undefined;
  /** The prefix, or the question where there is none, ends with this text: report the uncertainty of its tokens. */
  readSuffix?: string | undefined;
  /** How many of the likeliest tokens to report with every token, ≥ 1; default: none, and not the token's text either. */
  topLogProbabilities?: number | undefined;
  /** Told of new text as soon as no stop sequence can take it back. */
  onText?: (delta: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  /** Without the prefix and without the stop sequence. */
  text: string;
  ending: TextEnding | { kind: 'maximum' | 'context' };
  /** Every generated token, those of the stop sequence included. */
  tokens: TokenUncertainty[];
  /** The tokens of `readSuffix`. */
  readTokens: TokenUncertainty[];
  /** Tokens read: the begin token, the question and the prefix. */
  inputTokens: number;
  /** Of these, tokens that the key-value cache held. */
  cachedTokens: number;
}

/**
 * Writes an answer, or the rest of one.
 *
 * @throws ValidationError where the text holds a character that the models do not know, or fills the context;
 * the signal's reason on abort
 */
export async function generateAnswer(decoder: Decoder, request: AnswerRequest): Promise<Answer> {
  const { model, question, prefix, sampling, stopSequences, readSuffix, signal, onText } = request;
  const { context } = decoder.config;
  checkCharacters(model, question + prefix);
  const tokens = [BEGIN_TOKEN, ...encode(question + prefix)];
  if (tokens.length >= context) {
    throw new ValidationError({
      message: `The prompt has ${tokens.length} tokens; model "${model}" has a context of ${context}, the answer included.`,
      nextStep: 'Shorten the question or the answer so far.',
    });
  }
  if (readSuffix !== undefined && !(question + prefix).endsWith(readSuffix)) {
    throw new ValidationError({
      message: `The prompt ends with ${JSON.stringify((question + prefix).slice(-readSuffix.length))}, not with the text to be read, ${JSON.stringify(readSuffix)}.`,
      nextStep: 'Let `readSuffix` be the end of the last message.',
    });
  }
  const generated: TokenUncertainty[] = [];
  const readTokens: TokenUncertainty[] = [];
  const input = { tokens: generated, readTokens, inputTokens: tokens.length };
  if (isComplete(prefix) && readSuffix === undefined)
    return { ...input, text: '', ending: { kind: 'answer' }, cachedTokens: 0 };
  const answer = new AnswerText(prefix, stopSequences);
  const show = (ended: boolean): void => {
    const delta = onText === undefined ? '' : answer.take(ended);
    if (delta !== '') onText?.(delta);
  };
  let ending: TextEnding | undefined;
  const result = await decoder.decode({
    tokens,
    maximumTokens: request.maximumTokens ?? context,
    sampling,
    alternatives: request.topLogProbabilities,
    signal,
    ...(readSuffix === undefined
      ? {}
      : { readFrom: tokens.length - readSuffix.length, onRead: (token) => readTokens.push(token) }),
    onToken: (token, uncertainty) => {
      generated.push(uncertainty);
      ending = answer.push(decode([token]));
      show(ending !== undefined);
      return ending !== undefined;
    },
  });
  show(true);
  return {
    ...input,
    text: answer.text,
    ending: ending ?? { kind: result.ending === 'context' ? 'context' : 'maximum' },
    cachedTokens: result.cachedTokens,
  };
}

function checkCharacters(model: string, text: string): void {
  for (const character of text) {
    if (ALPHABET.includes(character)) continue;
    throw new ValidationError({
      message: `The prompt holds the character ${JSON.stringify(character)}, which model "${model}" does not know; it reads ${JSON.stringify(ALPHABET)}.`,
      nextStep: 'Write the question with these characters; letters are lower-case.',
    });
  }
}
