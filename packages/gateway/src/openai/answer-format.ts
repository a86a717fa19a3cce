import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { AnswerEnd } from './answer-end.js';
import type { ModelRequest } from './model-request.js';

/** What every body and chunk of an answer begins with. */
export interface AnswerFrame {
  requestId: string;
  /** Unix seconds. */
  created: number;
  request: ModelRequest;
}

/** Writes one answer in the form of its endpoint. */
export interface AnswerFormat {
  body(content: readonly LanguageModelV4Content[], end: AnswerEnd): object;
  /** Chunks before any content. */
  openingChunks(): object[];
  /** The chunk of a part, where the form has a place for it. */
  chunk(part: LanguageModelV4StreamPart): object | undefined;
  /** Chunks after all content: the finish reason, then the usage where it was asked for and is known. */
  closingChunks(end: AnswerEnd): object[];
}
