import { randomInt } from 'node:crypto';
import type { LanguageModelV4CallOptions, SharedV4Warning } from '@ai-sdk/provider';
import { type AnswerFormat, providerKey, type Query, type Router, ValidationError } from '@roro/core';
import type { Conversation } from '../conversation.js';
import type { EngineSettings } from '../engine-settings.js';
import { shortHash } from '../step-address.js';
import { firstStop } from './answer-text.js';

/** A call of an application as the engine takes it. */
export interface RoutedCall {
  query: Query;
  conversation: Conversation;
  format: AnswerFormat;
  settings: EngineSettings;
  seed: number;
  stopSequences: readonly string[];
  warnings: SharedV4Warning[];
}

/** Calls with tools, or in the middle of using them, are one model's from beginning to end. */
export function usesTools({ tools, prompt }: LanguageModelV4CallOptions): boolean {
  return (tools !== undefined && tools.length > 0) || prompt.some(({ role }) => role === 'tool');
}

/** @throws ValidationError where the conversation does not end with a question */
export function routedCall(
  options: LanguageModelV4CallOptions,
  format: AnswerFormat,
  settings: EngineSettings,
  { readsStatistics = true }: Pick<Router, 'readsStatistics'>,
): RoutedCall {
  const { prompt, maxOutputTokens, temperature, topP, stopSequences = [], responseFormat } = options;
  const last = prompt.at(-1);
  if (last?.role !== 'user') {
    throw new ValidationError({
      message: `A routed model answers a user; the conversation ends with ${last === undefined ? 'nothing' : `a message of role "${last.role}"`}.`,
      nextStep:
        'Let the last message be the question. To continue an answer, ask a model of the pool itself.',
    });
  }
  const seed = options.seed ?? randomInt(2 ** 31);
  const text = last.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  const { [providerKey]: _own, ...providerOptions } = options.providerOptions ?? {};
  const conversation: Conversation = {
    prompt,
    statistics: readsStatistics,
    options: {
      ...(options.topK === undefined ? {} : { topK: options.topK }),
      ...(options.presencePenalty === undefined ? {} : { presencePenalty: options.presencePenalty }),
      ...(options.frequencyPenalty === undefined ? {} : { frequencyPenalty: options.frequencyPenalty }),
      ...(responseFormat === undefined ? {} : { responseFormat }),
      ...(options.reasoning === undefined ? {} : { reasoning: options.reasoning }),
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(Object.keys(providerOptions).length === 0 ? {} : { providerOptions }),
    },
  };
  return {
    query: { id: shortHash(text), prompt: text, benchmark: 'application', meta: {} },
    conversation,
    // Half a JSON document is no step.
    format: applicationFormat(format, stopSequences, responseFormat?.type === 'json'),
    settings: {
      ...settings,
      generation: {
        ...settings.generation,
        ...(temperature === undefined ? {} : { temperature }),
        ...(topP === undefined ? {} : { topP }),
        seed,
      },
      budget: {
        ...settings.budget,
        ...(maxOutputTokens === undefined
          ? {}
          : { maxOutputTokens: Math.min(maxOutputTokens, settings.budget.maxOutputTokens ?? Infinity) }),
      },
    },
    seed,
    stopSequences,
    warnings: [],
  };
}

function applicationFormat(
  format: AnswerFormat,
  stopSequences: readonly string[],
  isOneStep: boolean,
): AnswerFormat {
  return {
    ...format,
    ...(isOneStep ? { delimiter: '' } : {}),
    finalAnswer(stepText, before) {
      const text = before + stepText;
      const stop = firstStop(text, stopSequences);
      return stop === undefined ? format.finalAnswer(stepText, before) : text.slice(0, stop);
    },
    // Whatever a model ends by itself is an answer: there is no grader who looks for one in it.
    endedAnswer: (text) => format.endedAnswer?.(text) ?? text,
  };
}
