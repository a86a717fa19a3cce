import type { LanguageModelV4FinishReason } from '@ai-sdk/provider';
import { GenerationError, type GenerationMetadata } from '@roro/core';
import { readLogProbabilities } from './read-log-probabilities.js';
import type { JsonObject, PromptToken, ServerKind, StopReading } from './server-kind.js';
import { type ListedToken, tokenUncertainty } from './token-uncertainty.js';

export interface AnswerReaderOptions {
  modelId: string;
  kind: ServerKind;
  stopSequences: readonly string[];
  /** Token statistics were asked for. */
  readsTokens: boolean;
  /** How many alternatives to keep beside each token. */
  top: number;
  readSuffix: string | undefined;
}

/** Reads what the AI SDK leaves aside, from a whole answer or from the chunks of a stream: `providerMetadata.roro`. */
export class AnswerReader {
  readonly #options: AnswerReaderOptions;
  #tokens: ListedToken[] | undefined;
  #prompt: (PromptToken | undefined)[] | undefined;
  #stop: StopReading;

  constructor(options: AnswerReaderOptions) {
    this.#options = options;
  }

  /** @param body an answer, or a chunk, as JSON */
  add(body: unknown): void {
    if (!isObject(body)) return;
    const { kind, readsTokens, readSuffix } = this.#options;
    const choice = Array.isArray(body['choices']) ? body['choices'][0] : undefined;
    if (!isObject(choice)) return;
    const tokens = readsTokens ? readLogProbabilities(choice['logprobs']) : undefined;
    if (tokens !== undefined) {
      this.#tokens ??= [];
      this.#tokens.push(...tokens);
    }
    if (readSuffix !== undefined) this.#prompt = kind.readPrompt?.(choice, body);
    const stop = kind.readStop(choice, body);
    // Chunks before the last say null, or nothing.
    if (this.#stop === undefined || typeof stop === 'string' || stop === true) this.#stop = stop;
  }

  /** The text ends with a stop sequence that the server left in it. */
  get keepsStop(): boolean {
    return this.#stop === true;
  }

  /**
   * @param text of the answer
   * @param cutStop the stop sequence that was found at the end of the text and cut off
   * @throws GenerationError where `readSuffix` was asked for and the prompt's tokens cannot be read
   */
  metadata(
    finish: LanguageModelV4FinishReason,
    text: string,
    cutStop: string | undefined,
  ): GenerationMetadata {
    const { top, readSuffix } = this.#options;
    const stopSequence = this.#stopSequence(finish, text, cutStop);
    return {
      ...(this.#tokens === undefined
        ? {}
        : { tokens: this.#tokens.map((token) => tokenUncertainty(token, top)) }),
      ...(readSuffix === undefined
        ? {}
        : { readTokens: this.#suffixTokens(readSuffix).map((token) => tokenUncertainty(token, top)) }),
      ...(stopSequence === undefined ? {} : { stopSequence }),
    };
  }

  /**
   * A server that does not say is taken to have stopped at the stop sequence, where one alone was asked for and something
   * was written: if the text had ended by itself, the next call comes back empty.
   */
  #stopSequence(
    { unified }: LanguageModelV4FinishReason,
    text: string,
    cutStop: string | undefined,
  ): string | undefined {
    const { stopSequences } = this.#options;
    if (unified !== 'stop') return undefined;
    const [only, ...others] = stopSequences;
    const sole = others.length === 0 ? only : undefined;
    if (typeof this.#stop === 'string') return stopSequences.find((stop) => stop === this.#stop);
    if (this.#stop === true) return cutStop ?? sole;
    return this.#stop === undefined && text !== '' ? sole : undefined;
  }

  /** The tokens at the end of the prompt that the suffix lies in. */
  #suffixTokens(suffix: string): PromptToken[] {
    const { modelId } = this.#options;
    const fail = (message: string, nextStep: string): never => {
      throw new GenerationError({ model: modelId, message: `Model "${modelId}" ${message}`, nextStep });
    };
    if (this.#prompt === undefined) {
      return fail('gave no log-probabilities of its prompt.', 'Check that the server is what `server` says.');
    }
    const tokens: PromptToken[] = [];
    let text = '';
    for (let i = this.#prompt.length - 1; i >= 0 && text.length < suffix.length; i--) {
      const token = this.#prompt[i];
      if (token === undefined) break;
      tokens.unshift(token);
      text = token.token + text;
    }
    if (text.endsWith(suffix)) return tokens;
    return fail(
      'read a prompt whose last tokens are not those of the text to be read.',
      'Check that the server puts nothing behind the last message, and its tokeniser drops no blanks.',
    );
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
