import type { LanguageModelV4FinishReason } from '@ai-sdk/provider';

/** What the AI SDK calls `other` and is none: the reasons of TGI, and of requests that servers gave up. */
const servedReasons: Record<string, LanguageModelV4FinishReason['unified']> = {
  stop_sequence: 'stop',
  eos_token: 'stop',
  abort: 'error',
  error: 'error',
};

/** The finish reason of an answer; one that does not say why it ended is an error, never a success. */
export function finishReasonOf({ unified, raw }: LanguageModelV4FinishReason): LanguageModelV4FinishReason {
  if (raw === undefined) return { unified: unified === 'other' ? 'error' : unified, raw: undefined };
  return { unified: servedReasons[raw] ?? unified, raw };
}
