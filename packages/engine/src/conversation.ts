import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { canonicalJson, type QueryView } from '@roro/core';

/** What is asked, where it is more than a query's prompt: the messages of an application and how it wants them answered. */
export interface Conversation {
  /** Ends with a message that is not the assistant's. */
  prompt: LanguageModelV4Prompt;
  /** False: token statistics are not asked for. Default true. */
  statistics?: boolean;
  /** Go with every call to every model, as they are. */
  options?: Pick<
    LanguageModelV4CallOptions,
    | 'topK'
    | 'presencePenalty'
    | 'frequencyPenalty'
    | 'responseFormat'
    | 'reasoning'
    | 'headers'
    | 'providerOptions'
  >;
}

/** A query as a conversation of one message. */
export function conversationOf({ prompt }: QueryView): Conversation {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] };
}

/** Tells conversations apart; headers, which may hold credentials, do not count. */
export function conversationKey({ prompt, options = {} }: Conversation): string {
  const { headers: _headers, ...shown } = options;
  return canonicalJson([prompt, shown]);
}
